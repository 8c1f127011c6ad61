"""Spreadsheets in and out."""

office: list = []
public: list = []
