data "aws_caller_identity" "here" {}

data "aws_iam_policy_document" "lambda" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "ec2" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

# Gains: iam:PassRole on any resource.
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy" "app" {
  name = "work"
  role = aws_iam_role.app.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject", "iam:PassRole"], Resource = "*" }]
  })
}

# Loses: an attachment goes.
resource "aws_iam_policy" "queue" {
  name = "queue"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sqs:*", Resource = "*" }]
  })
}

resource "aws_iam_role" "worker" {
  name               = "worker"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

# Stays: the text is another one, the meaning the same.
resource "aws_iam_role" "steady" {
  name = "steady"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Lambda", Effect = "Allow", Action = ["sts:AssumeRole"], Principal = { Service = ["lambda.amazonaws.com"] } }
    ]
  })
}

# An instance profile comes.
resource "aws_iam_role" "machine" {
  name               = "machine"
  assume_role_policy = data.aws_iam_policy_document.ec2.json
}

resource "aws_iam_instance_profile" "machine" {
  name = "machine"
  role = aws_iam_role.machine.name
}

# The account that audits: another provider, a role of the same name.
resource "aws_iam_role" "audit" {
  provider           = aws.audit
  name               = "app"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy_attachment" "audit" {
  provider   = aws.audit
  role       = aws_iam_role.audit.name
  policy_arn = "arn:aws:iam::aws:policy/SecurityAudit"
}

# New: a role and a policy whose ARN is known after apply.
resource "aws_iam_policy" "fresh" {
  name = "fresh"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sns:Publish", Resource = aws_sns_topic.news.arn }]
  })
}

resource "aws_iam_role" "fresh" {
  name               = "fresh"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy_attachment" "fresh" {
  role       = aws_iam_role.fresh.name
  policy_arn = aws_iam_policy.fresh.arn
}

resource "aws_sns_topic" "news" {
  name = "news"
}

# A policy that is known after apply, for a role that exists.
resource "aws_iam_role_policy_attachment" "worker_fresh" {
  role       = aws_iam_role.worker.name
  policy_arn = aws_iam_policy.fresh.arn
}

module "ci" {
  source = "./modules/ci"
  roles = {
    build  = "s3:GetObject"
    deploy = "s3:*"
  }
}

resource "aws_s3_bucket" "logs" {
  bucket = "example-logs"
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::example-logs/*",
      Principal = "*"
    }]
  })
}

resource "aws_sqs_queue" "jobs" {
  name = "jobs"
}

resource "aws_sqs_queue_policy" "jobs" {
  queue_url = aws_sqs_queue.jobs.url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.jobs.arn,
      Principal = { Service = "events.amazonaws.com" }
    }]
  })
}
