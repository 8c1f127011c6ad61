def RequestContextMiddleware(get_response):
    return get_response


def PrivateResponseMiddleware(get_response):
    return get_response
