"""Joining: the public pages, and the office's joining codes."""

office: list = []
public: list = []
