app_name = "documents"

office: list = []
portal: list = []
public: list = []
