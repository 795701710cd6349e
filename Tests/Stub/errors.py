"""The one error that an action raises: IAM's code, message and HTTP status."""

STATUS = {
    "AccessDenied": 403,
    "ConcurrentModification": 409,
    "DeleteConflict": 409,
    "EntityAlreadyExists": 409,
    "EntityTemporarilyUnmodifiable": 409,
    "ExpiredToken": 403,
    "InvalidClientTokenId": 403,
    "LimitExceeded": 409,
    "MissingAuthenticationToken": 403,
    "NoSuchEntity": 404,
    "ServiceFailure": 500,
    "SignatureDoesNotMatch": 403,
}


class ServiceError(Exception):
    """An answer that is an error. The status is the one that AWS sends with the code."""

    def __init__(self, code: str, message: str, status: int | None = None):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status or STATUS.get(code, 400)
