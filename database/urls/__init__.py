"""The addresses of this app, by room. The portal has none: partners never see people."""

from database.urls import exchange, joining, keeping, mine, missing, people, records, rights

app_name = "database"

_ROOMS = (people, joining, mine, exchange, rights, keeping, missing, records)

office: list = [page for room in _ROOMS for page in room.office]
portal: list = []
public: list = [page for room in _ROOMS for page in room.public]
