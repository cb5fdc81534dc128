timeout = 5


def make():
    return 1


class Client:
    retries = 3

    def get(self, url, retries=retries, timeout=timeout, factory=make()):
        return retries + timeout

    def wait(self, timeout: "Timeout" = make()):
        return self.get(timeout)
