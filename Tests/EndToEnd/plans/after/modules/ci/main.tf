variable "roles" {
  type = map(string)
}

resource "aws_iam_role" "this" {
  for_each = var.roles
  name     = "ci-${each.key}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "codebuild.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "this" {
  for_each = var.roles
  name     = "work"
  role     = aws_iam_role.this[each.key].name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = each.value, Resource = "*" }]
  })
}

output "names" {
  value = { for key, role in aws_iam_role.this : key => role.name }
}
