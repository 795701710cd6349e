import IAMPolicy
import IAMRoles
import JSONText

extension DryRun {
  /// The name of the script that runs the requests.
  public static let scriptName = "commands.sh"

  /// The files of the folder: one a request, numbered, in the form of `--cli-input-json`, and the
  /// script that sends them in order.
  public var files: [OutputFolder.File] {
    let width = max(2, String(requests.count).count)
    let names = requests.enumerated().map { place, planned in
      let number = String(place + 1)
      let zeros = String(repeating: "0", count: width - number.count)
      return "\(zeros)\(number)-\(planned.request.action.rawValue).json"
    }
    let inputs = zip(names, requests).map { name, planned in
      OutputFolder.File(
        name: name, text: planned.request.cliInputJSON.text(.pretty) + "\n", isExecutable: false)
    }
    let script = OutputFolder.File(
      name: Self.scriptName,
      text: script(
        names.map { "file://\($0)" },
        heading: """
          # Sends the requests of this folder to IAM, in order, with the AWS CLI.
          # Usage: ./\(Self.scriptName) [OPTION OF THE AWS CLI]...   (--profile NAME, --endpoint-url URL)
          # It is for an account in the state that the dry run saw, and stops at the first failure.
          set -eu
          export AWS_PAGER=''
          name=${0##*/}
          CDPATH='' cd -- "$(dirname -- "$0")"
          """),
      isExecutable: true)
    return inputs + [script]
  }

  /// The script with the requests inside of it.
  public var wholeScript: String {
    script(
      requests.map { ShellWord.text($0.request.cliInputJSON.text(.compact)) },
      heading: """
        # Makes IAM roles with the AWS CLI, in an account that has none of them.
        # Usage: sh FILE [OPTION OF THE AWS CLI]...   (--profile NAME, --endpoint-url URL)
        # It sends one request after the other, and stops at the first failure.
        set -eu
        export AWS_PAGER=''
        name=${0##*/}
        """)
  }

  /// A POSIX shell script that refuses another account and stops at the first failure.
  ///
  /// An existing service-linked role is not a failure: only then does IAM say "has been taken".
  private func script(_ inputs: [String], heading: String) -> String {
    var text = """
      #!/bin/sh
      \(heading)

      # Account \(account), partition \(partition); another account is refused.
      caller=$(aws sts get-caller-identity "$@" --query Account --output text) || caller=unknown
      if [ "$caller" != \(account) ]; then
        echo "$name: the account of the credentials is $caller, not \(account)" >&2
        exit 4
      fi

      # Says how far it came, and what to do, when a request fails.
      request=0
      on_exit() {
        status=$?
        if [ "$status" -ne 0 ]; then
          echo "$name: stopped at request $request of \(requests.count)" >&2
          echo "$name: the requests before it were made" >&2
          echo "$name: 'panorama-roles plan' shows what is left; do not run this again" >&2
        fi
      }
      trap on_exit EXIT

      """
    for (place, planned) in requests.enumerated() {
      let command =
        "aws iam \(planned.request.action.cliCommand) --cli-input-json \(inputs[place])"
      let number = place + 1
      text += "\n# \(number) of \(requests.count): \(Self.comment(planned))\nrequest=\(number)\n"
      text +=
        planned.request.action == .createServiceLinkedRole
        ? Self.tolerant(command) : "\(command) \"$@\"\n"
    }
    return text
  }

  /// A comment is one line: anything that could end it is a space.
  private static func comment(_ planned: PlannedRequest) -> String {
    let said = planned.why.isEmpty ? planned.request.action.rawValue : planned.why
    return String(
      String.UnicodeScalarView(
        said.unicodeScalars.map { scalar in
          let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
          let isLineEnd = scalar.value == 0x2028 || scalar.value == 0x2029
          return isControl || isLineEnd ? " " : scalar
        }))
  }

  private static func tolerant(_ command: String) -> String {
    """
    if { errors=$(\(command) "$@" 2>&1 >&3); } 3>&1; then
      if [ -n "$errors" ]; then printf '%s\\n' "$errors" >&2; fi
    else
      case $errors in
        *"has been taken in this account"* | *EntityAlreadyExists*)
          echo "$name: the service-linked role exists already" >&2
          ;;
        *)
          printf '%s\\n' "$errors" >&2
          exit 1
          ;;
      esac
    fi

    """
  }
}
