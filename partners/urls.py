app_name = "partners"

office: list = []
portal: list = []
public: list = []
