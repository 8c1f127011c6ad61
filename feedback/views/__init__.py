"""Pages of this app, one file per reader and noun."""
