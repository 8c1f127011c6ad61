app_name = "dashboard"

office: list = []
portal: list = []
public: list = []
