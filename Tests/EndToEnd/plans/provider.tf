terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "endpoint" {
  type = string
}

provider "aws" {
  region                      = "eu-west-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = "true"
  s3_use_path_style           = true
  endpoints {
    ecr            = var.endpoint
    iam            = var.endpoint
    kms            = var.endpoint
    lambda         = var.endpoint
    s3             = var.endpoint
    secretsmanager = var.endpoint
    sns            = var.endpoint
    sqs            = var.endpoint
    sts            = var.endpoint
  }
}

provider "aws" {
  alias                       = "audit"
  region                      = "eu-west-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = "true"
  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/deploy"
  }
  endpoints {
    iam = var.endpoint
    sts = var.endpoint
  }
}
