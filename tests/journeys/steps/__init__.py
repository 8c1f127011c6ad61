"""The steps of the golden thread, a room for each part of it."""
