app_name = "database"

office: list = []
portal: list = []
public: list = []
