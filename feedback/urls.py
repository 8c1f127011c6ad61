app_name = "feedback"

office: list = []
portal: list = []
public: list = []
