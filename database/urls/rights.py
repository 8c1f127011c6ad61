"""The data protection desk: requests, incidents, holds, registers."""

office: list = []
public: list = []
