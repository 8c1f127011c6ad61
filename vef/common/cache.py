"""What the shared cache may hold: JSON, so that reading it can never run code."""

import json


class JSONSerializer:
    """Serialise cache values as JSON instead of Django's default pickle."""

    def __init__(self, protocol: object = None) -> None:
        del protocol

    def dumps(self, value: object) -> bytes | int:
        # Redis increments plain integers itself, so they stay plain.
        if type(value) is int:
            return value
        return json.dumps(value).encode()

    def loads(self, data: bytes) -> object:
        return json.loads(data)
