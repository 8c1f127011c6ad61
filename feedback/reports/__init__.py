"""The board report, computed from the thread as plain dataclasses."""

from feedback.reports.board import Section, compose, freeze_report, section_titles
from feedback.reports.parts import Block, Cell, Table

__all__ = ["Block", "Cell", "Section", "Table", "compose", "freeze_report", "section_titles"]
