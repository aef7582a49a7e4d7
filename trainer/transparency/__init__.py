"""The public log: every event in a certificate's life, as salted hashes in one tree that can only grow."""
