"""A stand-in for AWS IAM and STS on loopback, for tests.

moto's server judges the wire format and the ordinary life of a role; this one plays what AWS
documents where moto differs, and injects faults on request. One idea a file:

    state.py       the account: roles, policies, instance profiles, deletion tasks; JSON and back
    managed.py     the AWS managed policies (moto's table, at the pinned version)
    documents.py   what IAM refuses in a policy document, and how it stores principals
    validation.py  what IAM refuses in a parameter
    actions/       the API actions: pure functions of an account and the request's parameters
    wire.py        the Query protocol: form in, XML out, error answers
    signatures.py  Signature Version 4, judged by botocore's signer, which is not ours
    faults.py      which call fails, and how
    consistency.py what a reader sees shortly after a write
    server.py      HTTP, the request log and the control endpoint
    client.py      starts a server and talks to its control endpoint, for tests

Run it by hand with `PYTHONPATH=Tests python3 -m Stub --port 0`; it prints its address.
To add an action, write one function in actions/ with `@action`; to add a fault, one branch in
faults.py. The tests of the stub itself are in Tests/EndToEnd/test_stub.py.
"""
