app_name = "common"

office: list = []
portal: list = []
public: list = []
