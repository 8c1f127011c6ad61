"""Use cases of the feedback loop, one module per noun."""
