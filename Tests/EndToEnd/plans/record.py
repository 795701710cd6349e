"""Makes `plan.json` and `state.json` anew with the Terraform and the AWS provider of this machine.

PYTHONPATH=Tests .tools/venv/bin/python -m EndToEnd.plans.record
"""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile

from EndToEnd.support import terraform
from EndToEnd.support.moto import MotoServer

HERE = pathlib.Path(__file__).parent


def main() -> None:
    with MotoServer() as moto, tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        environment = {
            "PATH": os.environ["PATH"], "HOME": place, "CHECKPOINT_DISABLE": "1",
            "TF_CLI_CONFIG_FILE": os.devnull, "TF_VAR_endpoint": moto.url,
            "AWS_ACCESS_KEY_ID": "moto", "AWS_SECRET_ACCESS_KEY": "moto",
        }  # fmt: skip

        def run(*words: str) -> str:
            done = subprocess.run(
                ["terraform", *words], cwd=folder, env=environment, capture_output=True, text=True
            )
            assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
            return done.stdout

        def take(name: str) -> None:
            shutil.copytree(HERE / name, folder, dirs_exist_ok=True)

        shutil.copy(HERE / "provider.tf", folder)
        take("before")
        run("init", "-input=false", "-no-color", f"-plugin-dir={terraform.plugins()}")
        run("apply", "-input=false", "-no-color", "-auto-approve")
        write("state.json", run("show", "-json"), moto.url)
        take("after")
        run("plan", "-input=false", "-no-color", "-out=plan.out")
        write("plan.json", run("show", "-json", "plan.out"), moto.url)


def write(name: str, text: str, url: str) -> None:
    text = text.replace(url, "http://127.0.0.1:5000")
    (HERE / name).write_text(json.dumps(json.loads(text), indent=1) + "\n")


if __name__ == "__main__":
    main()
