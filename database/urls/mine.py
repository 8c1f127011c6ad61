"""What somebody may do by their own link, and stopping."""

office: list = []
public: list = []
