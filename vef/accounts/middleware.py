def SessionLimitMiddleware(get_response):
    return get_response


def SecondFactorMiddleware(get_response):
    return get_response
