"""A server on this machine that gives keys in every way in which AWS does: STS, IAM Identity
Center, a container's agent and the metadata service of an instance.

Whose keys signed a call shows in the answer of GetCallerIdentity: the role is named by the key id.
"""

import http.server
import json
import re
import threading
import urllib.parse

SECRET = "portal-secret-hidden"
TOKEN = "portal-token-hidden"
SSO_TOKEN = "sso-token-hidden"
IMDS_TOKEN = "imds-token-hidden"
CONTAINER_TOKEN = "container-token-hidden"
SECRETS = [SECRET, TOKEN, SSO_TOKEN, IMDS_TOKEN, CONTAINER_TOKEN]
END = "2099-01-01T00:00:00Z"


def key_of(name: str) -> str:
    """A key id that tells where it comes from: `ASIA` and the name in capitals."""
    return ("ASIA" + re.sub("[^A-Z0-9]", "", name.upper())).ljust(20, "0")


def keys(name: str, token: str = "Token", **more) -> dict:
    found = {"AccessKeyId": key_of(name), "SecretAccessKey": SECRET, token: TOKEN}
    return {**found, "Expiration": END, **more}


class Portal:
    def __enter__(self):
        portal = self
        self.log: list[str] = []
        self.decisions: dict[str, str] = {}
        self.simulations: list[dict] = []
        self.actions: list[str] = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.answer()

            def do_POST(self):
                self.answer()

            def do_PUT(self):
                self.answer()

            def answer(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length).decode()
                status, kind, text = portal.answer(self, body)
                data = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request, body: str) -> tuple[int, str, str]:
        path = urllib.parse.urlparse(request.path).path
        self.log.append(f"{request.command} {path}")
        if request.command == "POST" and path == "/":
            return self.sts(request, dict(urllib.parse.parse_qsl(body)))
        if path == "/federation/credentials":
            if request.headers.get("x-amz-sso_bearer_token") not in (SSO_TOKEN, SSO_TOKEN + "2"):
                return 401, "application/json", "{}"
            query = dict(urllib.parse.parse_qsl(urllib.parse.urlparse(request.path).query))
            found = {
                "accessKeyId": key_of("sso" + query["role_name"]), "secretAccessKey": SECRET,
                "sessionToken": TOKEN, "expiration": 4070908800000,
            }  # fmt: skip
            return 200, "application/json", json.dumps({"roleCredentials": found})
        if path == "/token":
            found = {"accessToken": SSO_TOKEN + "2", "expiresIn": 28800, "tokenType": "Bearer"}
            return 200, "application/json", json.dumps(found)
        if path == "/container":
            if request.headers.get("Authorization") != CONTAINER_TOKEN:
                return 403, "application/json", json.dumps({"code": "Denied"})
            return 200, "application/json", json.dumps(keys("container"))
        if path == "/latest/api/token" and request.command == "PUT":
            return 200, "text/plain", IMDS_TOKEN
        if path.startswith("/latest/meta-data/iam/security-credentials/"):
            if request.headers.get("x-aws-ec2-metadata-token") != IMDS_TOKEN:
                return 401, "text/plain", ""
            if path.endswith("/"):
                return 200, "text/plain", "instance-role"
            return 200, "application/json", json.dumps(keys("instance", Code="Success"))
        return 404, "text/plain", ""

    def sts(self, request, fields: dict) -> tuple[int, str, str]:
        action = fields["Action"]
        self.actions.append(action)
        signature = request.headers.get("Authorization", "")
        key = signature.partition("Credential=")[2].partition("/")[0]
        region = signature.partition("Credential=")[2].split("/")[2:3]
        if action == "GetCallerIdentity":
            result = (
                f"<Arn>arn:aws:sts::123456789012:assumed-role/{key}/{''.join(region)}</Arn>"
                "<UserId>AROAEXAMPLE:s</UserId><Account>123456789012</Account>"
            )
        elif action == "SimulatePrincipalPolicy":
            self.simulated = fields["PolicySourceArn"]
            self.simulations.append(fields)
            names = [fields[name] for name in fields if name.startswith("ActionNames.member.")]
            result = "".join(
                f"<member><EvalActionName>{name}</EvalActionName>"
                f"<EvalDecision>{self.decisions.get(name, 'allowed')}</EvalDecision></member>"
                for name in names
            )
            result = f"<EvaluationResults>{result}</EvaluationResults>"
        elif action == "ListRoles":
            result = "<Roles/><IsTruncated>false</IsTruncated>"
        elif "RoleName" in fields:
            error = "<Error><Code>NoSuchEntity</Code><Message>no such role</Message></Error>"
            text = f"<ErrorResponse>{error}<RequestId>r</RequestId></ErrorResponse>"
            return 404, "text/xml", text
        else:
            role = fields["RoleArn"].rpartition("/")[2]
            if role == "denied":
                error = "<Error><Code>AccessDenied</Code><Message>not you</Message></Error>"
                text = f"<ErrorResponse>{error}<RequestId>r</RequestId></ErrorResponse>"
                return 403, "text/xml", text
            if fields.get("ExternalId"):
                role += fields["ExternalId"]
            result = (
                f"<Credentials><AccessKeyId>{key_of(role)}</AccessKeyId>"
                f"<SecretAccessKey>{SECRET}</SecretAccessKey><SessionToken>{TOKEN}</SessionToken>"
                f"<Expiration>{END}</Expiration></Credentials><AssumedRoleUser>"
                f"<AssumedRoleId>AROAEXAMPLE:s</AssumedRoleId>"
                f"<Arn>arn:aws:sts::123456789012:assumed-role/{role}/s</Arn></AssumedRoleUser>"
            )
        text = (
            f'<{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
            f"<{action}Result>{result}</{action}Result>"
            f"<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></{action}Response>"
        )
        return 200, "text/xml", text
