"""Records beside the person: notes, supporters, evidence, duplicates, optional fields."""

office: list = []
public: list = []
