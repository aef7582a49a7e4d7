"""What every page shares: who asks, what they may, the session, errors, headers, forms."""
