"""Who is missing: equality answers, reference figures, campaigns."""

office: list = []
public: list = []
