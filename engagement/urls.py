app_name = "engagement"

office: list = []
portal: list = []
public: list = []
