app_name = "outbox"

office: list = []
portal: list = []
public: list = []
