"""Certificates: the decision, the term, the paper, and the page on which anyone can check it."""
