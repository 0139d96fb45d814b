"""What the issuer does: each function is one use case, the same for the API and for commands."""
