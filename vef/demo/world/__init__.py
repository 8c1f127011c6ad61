"""The demonstration's world. Public bodies have their real names; every person,
address, telephone number and event in it is invented."""
