"""Retention and erasure."""

office: list = []
public: list = []
