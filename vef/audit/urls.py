app_name = "audit"

office: list = []
portal: list = []
public: list = []
