import Testing

@testable import AWSAccess

/// What botocore 1.43.67 resolves from its endpoint rules: service, region, FIPS, dual stack, URL,
/// signing region.
private let botocoreEndpoints = """
  iam us-east-1 0 0 https://iam.amazonaws.com us-east-1
  iam us-east-1 0 1 https://iam.global.api.aws us-east-1
  iam us-east-1 1 0 https://iam-fips.amazonaws.com us-east-1
  iam us-east-1 1 1 https://iam-fips.global.api.aws us-east-1
  iam eu-west-3 0 0 https://iam.amazonaws.com us-east-1
  iam eu-west-3 0 1 https://iam.global.api.aws us-east-1
  iam eu-west-3 1 0 https://iam-fips.amazonaws.com us-east-1
  iam eu-west-3 1 1 https://iam-fips.global.api.aws us-east-1
  iam ap-southeast-5 0 0 https://iam.amazonaws.com us-east-1
  iam ap-southeast-5 0 1 https://iam.global.api.aws us-east-1
  iam ap-southeast-5 1 0 https://iam-fips.amazonaws.com us-east-1
  iam ap-southeast-5 1 1 https://iam-fips.global.api.aws us-east-1
  iam il-central-1 0 0 https://iam.amazonaws.com us-east-1
  iam il-central-1 0 1 https://iam.global.api.aws us-east-1
  iam il-central-1 1 0 https://iam-fips.amazonaws.com us-east-1
  iam il-central-1 1 1 https://iam-fips.global.api.aws us-east-1
  iam mx-central-1 0 0 https://iam.amazonaws.com us-east-1
  iam mx-central-1 0 1 https://iam.global.api.aws us-east-1
  iam mx-central-1 1 0 https://iam-fips.amazonaws.com us-east-1
  iam mx-central-1 1 1 https://iam-fips.global.api.aws us-east-1
  iam aws-global 0 0 https://iam.amazonaws.com us-east-1
  iam aws-global 0 1 https://iam.global.api.aws us-east-1
  iam aws-global 1 0 https://iam-fips.amazonaws.com us-east-1
  iam aws-global 1 1 https://iam-fips.global.api.aws us-east-1
  iam cn-north-1 0 0 https://iam.cn-north-1.amazonaws.com.cn cn-north-1
  iam cn-north-1 0 1 https://iam.global.api.amazonwebservices.com.cn cn-north-1
  iam cn-north-1 1 0 https://iam-fips.amazonaws.com.cn cn-north-1
  iam cn-north-1 1 1 https://iam-fips.api.amazonwebservices.com.cn cn-north-1
  iam cn-northwest-1 0 0 https://iam.cn-north-1.amazonaws.com.cn cn-north-1
  iam cn-northwest-1 0 1 https://iam.global.api.amazonwebservices.com.cn cn-north-1
  iam cn-northwest-1 1 0 https://iam-fips.amazonaws.com.cn cn-north-1
  iam cn-northwest-1 1 1 https://iam-fips.api.amazonwebservices.com.cn cn-north-1
  iam aws-cn-global 0 0 https://iam.cn-north-1.amazonaws.com.cn cn-north-1
  iam aws-cn-global 0 1 https://iam.global.api.amazonwebservices.com.cn cn-north-1
  iam aws-cn-global 1 0 https://iam-fips.amazonaws.com.cn cn-north-1
  iam aws-cn-global 1 1 https://iam-fips.api.amazonwebservices.com.cn cn-north-1
  iam us-gov-west-1 0 0 https://iam.us-gov.amazonaws.com us-gov-west-1
  iam us-gov-west-1 0 1 https://iam.us-gov.api.aws us-gov-west-1
  iam us-gov-west-1 1 0 https://iam.us-gov.amazonaws.com us-gov-west-1
  iam us-gov-west-1 1 1 https://iam.us-gov.api.aws us-gov-west-1
  iam us-gov-east-1 0 0 https://iam.us-gov.amazonaws.com us-gov-west-1
  iam us-gov-east-1 0 1 https://iam.us-gov.api.aws us-gov-west-1
  iam us-gov-east-1 1 0 https://iam.us-gov.amazonaws.com us-gov-west-1
  iam us-gov-east-1 1 1 https://iam.us-gov.api.aws us-gov-west-1
  iam aws-us-gov-global 0 0 https://iam.us-gov.amazonaws.com us-gov-west-1
  iam aws-us-gov-global 0 1 https://iam.us-gov.api.aws us-gov-west-1
  iam aws-us-gov-global 1 0 https://iam.us-gov.amazonaws.com us-gov-west-1
  iam aws-us-gov-global 1 1 https://iam.us-gov.api.aws us-gov-west-1
  iam us-iso-east-1 0 0 https://iam.us-iso-east-1.c2s.ic.gov us-iso-east-1
  iam us-iso-east-1 0 1 https://iam.api.aws.ic.gov us-iso-east-1
  iam us-iso-east-1 1 0 https://iam-fips.us-iso-east-1.c2s.ic.gov us-iso-east-1
  iam us-iso-east-1 1 1 https://iam-fips.api.aws.ic.gov us-iso-east-1
  iam us-iso-west-1 0 0 https://iam.us-iso-east-1.c2s.ic.gov us-iso-east-1
  iam us-iso-west-1 0 1 https://iam.api.aws.ic.gov us-iso-east-1
  iam us-iso-west-1 1 0 https://iam-fips.us-iso-east-1.c2s.ic.gov us-iso-east-1
  iam us-iso-west-1 1 1 https://iam-fips.api.aws.ic.gov us-iso-east-1
  iam us-isob-east-1 0 0 https://iam.us-isob-east-1.sc2s.sgov.gov us-isob-east-1
  iam us-isob-east-1 0 1 https://iam.api.aws.scloud us-isob-east-1
  iam us-isob-east-1 1 0 https://iam-fips.us-isob-east-1.sc2s.sgov.gov us-isob-east-1
  iam us-isob-east-1 1 1 https://iam-fips.api.aws.scloud us-isob-east-1
  iam eu-isoe-west-1 0 0 https://iam.eu-isoe-west-1.cloud.adc-e.uk eu-isoe-west-1
  iam eu-isoe-west-1 0 1 https://iam.api.cloud-aws.adc-e.uk eu-isoe-west-1
  iam eu-isoe-west-1 1 0 https://iam-fips.cloud.adc-e.uk eu-isoe-west-1
  iam eu-isoe-west-1 1 1 https://iam-fips.api.cloud-aws.adc-e.uk eu-isoe-west-1
  iam us-isof-south-1 0 0 https://iam.us-isof-south-1.csp.hci.ic.gov us-isof-south-1
  iam us-isof-south-1 0 1 https://iam.api.aws.hci.ic.gov us-isof-south-1
  iam us-isof-south-1 1 0 https://iam-fips.csp.hci.ic.gov us-isof-south-1
  iam us-isof-south-1 1 1 https://iam-fips.api.aws.hci.ic.gov us-isof-south-1
  iam us-isof-east-1 0 0 https://iam.us-isof-south-1.csp.hci.ic.gov us-isof-south-1
  iam us-isof-east-1 0 1 https://iam.api.aws.hci.ic.gov us-isof-south-1
  iam us-isof-east-1 1 0 https://iam-fips.csp.hci.ic.gov us-isof-south-1
  iam us-isof-east-1 1 1 https://iam-fips.api.aws.hci.ic.gov us-isof-south-1
  iam eusc-de-east-1 0 0 https://iam.eusc-de-east-1.amazonaws.eu eusc-de-east-1
  iam eusc-de-east-1 0 1 https://iam.global.api.amazonwebservices.eu eusc-de-east-1
  iam eusc-de-east-1 1 0 https://iam-fips.amazonaws.eu eusc-de-east-1
  iam eusc-de-east-1 1 1 https://iam-fips.api.amazonwebservices.eu eusc-de-east-1
  iam xx-new-1 0 0 https://iam.amazonaws.com us-east-1
  iam xx-new-1 0 1 https://iam.global.api.aws us-east-1
  iam xx-new-1 1 0 https://iam-fips.amazonaws.com us-east-1
  iam xx-new-1 1 1 https://iam-fips.global.api.aws us-east-1
  sts us-east-1 0 0 https://sts.us-east-1.amazonaws.com us-east-1
  sts us-east-1 0 1 https://sts.us-east-1.api.aws us-east-1
  sts us-east-1 1 0 https://sts-fips.us-east-1.amazonaws.com us-east-1
  sts us-east-1 1 1 https://sts-fips.us-east-1.api.aws us-east-1
  sts eu-west-3 0 0 https://sts.eu-west-3.amazonaws.com eu-west-3
  sts eu-west-3 0 1 https://sts.eu-west-3.api.aws eu-west-3
  sts eu-west-3 1 0 https://sts-fips.eu-west-3.amazonaws.com eu-west-3
  sts eu-west-3 1 1 https://sts-fips.eu-west-3.api.aws eu-west-3
  sts ap-southeast-5 0 0 https://sts.ap-southeast-5.amazonaws.com ap-southeast-5
  sts ap-southeast-5 0 1 https://sts.ap-southeast-5.api.aws ap-southeast-5
  sts ap-southeast-5 1 0 https://sts-fips.ap-southeast-5.amazonaws.com ap-southeast-5
  sts ap-southeast-5 1 1 https://sts-fips.ap-southeast-5.api.aws ap-southeast-5
  sts il-central-1 0 0 https://sts.il-central-1.amazonaws.com il-central-1
  sts il-central-1 0 1 https://sts.il-central-1.api.aws il-central-1
  sts il-central-1 1 0 https://sts-fips.il-central-1.amazonaws.com il-central-1
  sts il-central-1 1 1 https://sts-fips.il-central-1.api.aws il-central-1
  sts mx-central-1 0 0 https://sts.mx-central-1.amazonaws.com mx-central-1
  sts mx-central-1 0 1 https://sts.mx-central-1.api.aws mx-central-1
  sts mx-central-1 1 0 https://sts-fips.mx-central-1.amazonaws.com mx-central-1
  sts mx-central-1 1 1 https://sts-fips.mx-central-1.api.aws mx-central-1
  sts aws-global 0 0 https://sts.amazonaws.com us-east-1
  sts cn-north-1 0 0 https://sts.cn-north-1.amazonaws.com.cn cn-north-1
  sts cn-north-1 0 1 https://sts.cn-north-1.api.amazonwebservices.com.cn cn-north-1
  sts cn-north-1 1 0 https://sts-fips.cn-north-1.amazonaws.com.cn cn-north-1
  sts cn-north-1 1 1 https://sts-fips.cn-north-1.api.amazonwebservices.com.cn cn-north-1
  sts cn-northwest-1 0 0 https://sts.cn-northwest-1.amazonaws.com.cn cn-northwest-1
  sts cn-northwest-1 0 1 https://sts.cn-northwest-1.api.amazonwebservices.com.cn cn-northwest-1
  sts cn-northwest-1 1 0 https://sts-fips.cn-northwest-1.amazonaws.com.cn cn-northwest-1
  sts cn-northwest-1 1 1 https://sts-fips.cn-northwest-1.api.amazonwebservices.com.cn cn-northwest-1
  sts us-gov-west-1 0 0 https://sts.us-gov-west-1.amazonaws.com us-gov-west-1
  sts us-gov-west-1 0 1 https://sts.us-gov-west-1.api.aws us-gov-west-1
  sts us-gov-west-1 1 0 https://sts.us-gov-west-1.amazonaws.com us-gov-west-1
  sts us-gov-west-1 1 1 https://sts-fips.us-gov-west-1.api.aws us-gov-west-1
  sts us-gov-east-1 0 0 https://sts.us-gov-east-1.amazonaws.com us-gov-east-1
  sts us-gov-east-1 0 1 https://sts.us-gov-east-1.api.aws us-gov-east-1
  sts us-gov-east-1 1 0 https://sts.us-gov-east-1.amazonaws.com us-gov-east-1
  sts us-gov-east-1 1 1 https://sts-fips.us-gov-east-1.api.aws us-gov-east-1
  sts us-iso-east-1 0 0 https://sts.us-iso-east-1.c2s.ic.gov us-iso-east-1
  sts us-iso-east-1 0 1 https://sts.us-iso-east-1.api.aws.ic.gov us-iso-east-1
  sts us-iso-east-1 1 0 https://sts-fips.us-iso-east-1.c2s.ic.gov us-iso-east-1
  sts us-iso-east-1 1 1 https://sts-fips.us-iso-east-1.api.aws.ic.gov us-iso-east-1
  sts us-iso-west-1 0 0 https://sts.us-iso-west-1.c2s.ic.gov us-iso-west-1
  sts us-iso-west-1 0 1 https://sts.us-iso-west-1.api.aws.ic.gov us-iso-west-1
  sts us-iso-west-1 1 0 https://sts-fips.us-iso-west-1.c2s.ic.gov us-iso-west-1
  sts us-iso-west-1 1 1 https://sts-fips.us-iso-west-1.api.aws.ic.gov us-iso-west-1
  sts us-isob-east-1 0 0 https://sts.us-isob-east-1.sc2s.sgov.gov us-isob-east-1
  sts us-isob-east-1 0 1 https://sts.us-isob-east-1.api.aws.scloud us-isob-east-1
  sts us-isob-east-1 1 0 https://sts-fips.us-isob-east-1.sc2s.sgov.gov us-isob-east-1
  sts us-isob-east-1 1 1 https://sts-fips.us-isob-east-1.api.aws.scloud us-isob-east-1
  sts eu-isoe-west-1 0 0 https://sts.eu-isoe-west-1.cloud.adc-e.uk eu-isoe-west-1
  sts eu-isoe-west-1 0 1 https://sts.eu-isoe-west-1.api.cloud-aws.adc-e.uk eu-isoe-west-1
  sts eu-isoe-west-1 1 0 https://sts-fips.eu-isoe-west-1.cloud.adc-e.uk eu-isoe-west-1
  sts eu-isoe-west-1 1 1 https://sts-fips.eu-isoe-west-1.api.cloud-aws.adc-e.uk eu-isoe-west-1
  sts us-isof-south-1 0 0 https://sts.us-isof-south-1.csp.hci.ic.gov us-isof-south-1
  sts us-isof-south-1 0 1 https://sts.us-isof-south-1.api.aws.hci.ic.gov us-isof-south-1
  sts us-isof-south-1 1 0 https://sts-fips.us-isof-south-1.csp.hci.ic.gov us-isof-south-1
  sts us-isof-south-1 1 1 https://sts-fips.us-isof-south-1.api.aws.hci.ic.gov us-isof-south-1
  sts us-isof-east-1 0 0 https://sts.us-isof-east-1.csp.hci.ic.gov us-isof-east-1
  sts us-isof-east-1 0 1 https://sts.us-isof-east-1.api.aws.hci.ic.gov us-isof-east-1
  sts us-isof-east-1 1 0 https://sts-fips.us-isof-east-1.csp.hci.ic.gov us-isof-east-1
  sts us-isof-east-1 1 1 https://sts-fips.us-isof-east-1.api.aws.hci.ic.gov us-isof-east-1
  sts eusc-de-east-1 0 0 https://sts.eusc-de-east-1.amazonaws.eu eusc-de-east-1
  sts eusc-de-east-1 0 1 https://sts.eusc-de-east-1.api.amazonwebservices.eu eusc-de-east-1
  sts eusc-de-east-1 1 0 https://sts-fips.eusc-de-east-1.amazonaws.eu eusc-de-east-1
  sts eusc-de-east-1 1 1 https://sts-fips.eusc-de-east-1.api.amazonwebservices.eu eusc-de-east-1
  sts xx-new-1 0 0 https://sts.xx-new-1.amazonaws.com xx-new-1
  sts xx-new-1 0 1 https://sts.xx-new-1.api.aws xx-new-1
  sts xx-new-1 1 0 https://sts-fips.xx-new-1.amazonaws.com xx-new-1
  sts xx-new-1 1 1 https://sts-fips.xx-new-1.api.aws xx-new-1
  sso us-east-1 0 0 https://portal.sso.us-east-1.amazonaws.com us-east-1
  sso us-east-1 0 1 https://portal.sso.us-east-1.api.aws us-east-1
  sso us-east-1 1 0 https://portal.sso-fips.us-east-1.amazonaws.com us-east-1
  sso us-east-1 1 1 https://portal.sso-fips.us-east-1.api.aws us-east-1
  sso eu-west-3 0 0 https://portal.sso.eu-west-3.amazonaws.com eu-west-3
  sso eu-west-3 0 1 https://portal.sso.eu-west-3.api.aws eu-west-3
  sso eu-west-3 1 0 https://portal.sso-fips.eu-west-3.amazonaws.com eu-west-3
  sso eu-west-3 1 1 https://portal.sso-fips.eu-west-3.api.aws eu-west-3
  sso cn-north-1 0 0 https://portal.sso.cn-north-1.amazonaws.com.cn cn-north-1
  sso cn-north-1 0 1 https://portal.sso.cn-north-1.api.amazonwebservices.com.cn cn-north-1
  sso cn-north-1 1 0 https://portal.sso-fips.cn-north-1.amazonaws.com.cn cn-north-1
  sso cn-north-1 1 1 https://portal.sso-fips.cn-north-1.api.amazonwebservices.com.cn cn-north-1
  sso us-gov-west-1 0 0 https://portal.sso.us-gov-west-1.amazonaws.com us-gov-west-1
  sso us-gov-west-1 0 1 https://portal.sso.us-gov-west-1.api.aws us-gov-west-1
  sso us-gov-west-1 1 0 https://portal.sso.us-gov-west-1.amazonaws.com us-gov-west-1
  sso us-gov-west-1 1 1 https://portal.sso-fips.us-gov-west-1.api.aws us-gov-west-1
  sso us-iso-east-1 0 0 https://portal.sso.us-iso-east-1.c2s.ic.gov us-iso-east-1
  sso us-iso-east-1 0 1 https://portal.sso.us-iso-east-1.api.aws.ic.gov us-iso-east-1
  sso us-iso-east-1 1 0 https://portal.sso-fips.us-iso-east-1.c2s.ic.gov us-iso-east-1
  sso us-iso-east-1 1 1 https://portal.sso-fips.us-iso-east-1.api.aws.ic.gov us-iso-east-1
  sso us-isob-east-1 0 0 https://portal.sso.us-isob-east-1.sc2s.sgov.gov us-isob-east-1
  sso us-isob-east-1 0 1 https://portal.sso.us-isob-east-1.api.aws.scloud us-isob-east-1
  sso us-isob-east-1 1 0 https://portal.sso-fips.us-isob-east-1.sc2s.sgov.gov us-isob-east-1
  sso us-isob-east-1 1 1 https://portal.sso-fips.us-isob-east-1.api.aws.scloud us-isob-east-1
  sso eu-isoe-west-1 0 0 https://portal.sso.eu-isoe-west-1.cloud.adc-e.uk eu-isoe-west-1
  sso eu-isoe-west-1 0 1 https://portal.sso.eu-isoe-west-1.api.cloud-aws.adc-e.uk eu-isoe-west-1
  sso eu-isoe-west-1 1 0 https://portal.sso-fips.eu-isoe-west-1.cloud.adc-e.uk eu-isoe-west-1
  sso eu-isoe-west-1 1 1 https://portal.sso-fips.eu-isoe-west-1.api.cloud-aws.adc-e.uk eu-isoe-west-1
  sso us-isof-south-1 0 0 https://portal.sso.us-isof-south-1.csp.hci.ic.gov us-isof-south-1
  sso us-isof-south-1 0 1 https://portal.sso.us-isof-south-1.api.aws.hci.ic.gov us-isof-south-1
  sso us-isof-south-1 1 0 https://portal.sso-fips.us-isof-south-1.csp.hci.ic.gov us-isof-south-1
  sso us-isof-south-1 1 1 https://portal.sso-fips.us-isof-south-1.api.aws.hci.ic.gov us-isof-south-1
  sso eusc-de-east-1 0 0 https://portal.sso.eusc-de-east-1.amazonaws.eu eusc-de-east-1
  sso eusc-de-east-1 0 1 https://portal.sso.eusc-de-east-1.api.amazonwebservices.eu eusc-de-east-1
  sso eusc-de-east-1 1 0 https://portal.sso-fips.eusc-de-east-1.amazonaws.eu eusc-de-east-1
  sso eusc-de-east-1 1 1 https://portal.sso-fips.eusc-de-east-1.api.amazonwebservices.eu eusc-de-east-1
  sso-oidc us-east-1 0 0 https://oidc.us-east-1.amazonaws.com us-east-1
  sso-oidc us-east-1 0 1 https://oidc.us-east-1.api.aws us-east-1
  sso-oidc us-east-1 1 0 https://oidc-fips.us-east-1.amazonaws.com us-east-1
  sso-oidc us-east-1 1 1 https://oidc-fips.us-east-1.api.aws us-east-1
  sso-oidc eu-west-3 0 0 https://oidc.eu-west-3.amazonaws.com eu-west-3
  sso-oidc eu-west-3 0 1 https://oidc.eu-west-3.api.aws eu-west-3
  sso-oidc eu-west-3 1 0 https://oidc-fips.eu-west-3.amazonaws.com eu-west-3
  sso-oidc eu-west-3 1 1 https://oidc-fips.eu-west-3.api.aws eu-west-3
  sso-oidc cn-north-1 0 0 https://oidc.cn-north-1.amazonaws.com.cn cn-north-1
  sso-oidc cn-north-1 0 1 https://oidc.cn-north-1.api.amazonwebservices.com.cn cn-north-1
  sso-oidc cn-north-1 1 0 https://oidc-fips.cn-north-1.amazonaws.com.cn cn-north-1
  sso-oidc cn-north-1 1 1 https://oidc-fips.cn-north-1.api.amazonwebservices.com.cn cn-north-1
  sso-oidc us-gov-west-1 0 0 https://oidc.us-gov-west-1.amazonaws.com us-gov-west-1
  sso-oidc us-gov-west-1 0 1 https://oidc.us-gov-west-1.api.aws us-gov-west-1
  sso-oidc us-gov-west-1 1 0 https://oidc.us-gov-west-1.amazonaws.com us-gov-west-1
  sso-oidc us-gov-west-1 1 1 https://oidc-fips.us-gov-west-1.api.aws us-gov-west-1
  sso-oidc us-iso-east-1 0 0 https://oidc.us-iso-east-1.c2s.ic.gov us-iso-east-1
  sso-oidc us-iso-east-1 0 1 https://oidc.us-iso-east-1.api.aws.ic.gov us-iso-east-1
  sso-oidc us-iso-east-1 1 0 https://oidc-fips.us-iso-east-1.c2s.ic.gov us-iso-east-1
  sso-oidc us-iso-east-1 1 1 https://oidc-fips.us-iso-east-1.api.aws.ic.gov us-iso-east-1
  sso-oidc us-isob-east-1 0 0 https://oidc.us-isob-east-1.sc2s.sgov.gov us-isob-east-1
  sso-oidc us-isob-east-1 0 1 https://oidc.us-isob-east-1.api.aws.scloud us-isob-east-1
  sso-oidc us-isob-east-1 1 0 https://oidc-fips.us-isob-east-1.sc2s.sgov.gov us-isob-east-1
  sso-oidc us-isob-east-1 1 1 https://oidc-fips.us-isob-east-1.api.aws.scloud us-isob-east-1
  sso-oidc eu-isoe-west-1 0 0 https://oidc.eu-isoe-west-1.cloud.adc-e.uk eu-isoe-west-1
  sso-oidc eu-isoe-west-1 0 1 https://oidc.eu-isoe-west-1.api.cloud-aws.adc-e.uk eu-isoe-west-1
  sso-oidc eu-isoe-west-1 1 0 https://oidc-fips.eu-isoe-west-1.cloud.adc-e.uk eu-isoe-west-1
  sso-oidc eu-isoe-west-1 1 1 https://oidc-fips.eu-isoe-west-1.api.cloud-aws.adc-e.uk eu-isoe-west-1
  sso-oidc us-isof-south-1 0 0 https://oidc.us-isof-south-1.csp.hci.ic.gov us-isof-south-1
  sso-oidc us-isof-south-1 0 1 https://oidc.us-isof-south-1.api.aws.hci.ic.gov us-isof-south-1
  sso-oidc us-isof-south-1 1 0 https://oidc-fips.us-isof-south-1.csp.hci.ic.gov us-isof-south-1
  sso-oidc us-isof-south-1 1 1 https://oidc-fips.us-isof-south-1.api.aws.hci.ic.gov us-isof-south-1
  sso-oidc eusc-de-east-1 0 0 https://oidc.eusc-de-east-1.amazonaws.eu eusc-de-east-1
  sso-oidc eusc-de-east-1 0 1 https://oidc.eusc-de-east-1.api.amazonwebservices.eu eusc-de-east-1
  sso-oidc eusc-de-east-1 1 0 https://oidc-fips.eusc-de-east-1.amazonaws.eu eusc-de-east-1
  sso-oidc eusc-de-east-1 1 1 https://oidc-fips.eusc-de-east-1.api.amazonwebservices.eu eusc-de-east-1
  """

@Suite struct EndpointTests {
  private static func resolver(
    _ options: AccessOptions = AccessOptions(), _ environment: [String: String] = [:],
    config: String = ""
  ) throws(ConfigurationError) -> EndpointResolver {
    try AccessConfiguration(
      options, environment: Environment(environment.merging(["HOME": "/h"]) { $1 }),
      files: files(["/h/.aws/config": config])
    ).endpoints
  }

  @Test("hosts and signing regions are those of botocore") func partitions() throws {
    let lines = botocoreEndpoints.split(separator: "\n")
    #expect(lines.count > 200)
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      let service = try #require(AWSService(rawValue: words[0]))
      let resolver = try Self.resolver(
        AccessOptions(region: words[1]),
        [
          "AWS_USE_FIPS_ENDPOINT": words[2] == "1" ? "true" : "false",
          "AWS_USE_DUALSTACK_ENDPOINT": words[3] == "1" ? "TRUE" : "False",
        ])
      let found = try resolver.endpoint(of: service)
      #expect(found.endpoint.url == words[4] + "/", "\(line)")
      #expect(found.signingRegion == words[5], "\(line)")
    }
  }

  @Test("regions fall to their partitions") func regions() {
    let rows = [
      ("us-east-1", "aws"), ("eu-west-3", "aws"), ("us-gov-east-1", "aws-us-gov"),
      ("us-iso-west-1", "aws-iso"), ("us-isob-east-1", "aws-iso-b"),
      ("eu-isoe-west-1", "aws-iso-e"), ("us-isof-south-1", "aws-iso-f"), ("cn-north-1", "aws-cn"),
      ("eusc-de-east-1", "aws-eusc"), ("aws-cn-global", "aws-cn"), ("aws-global", "aws"),
      ("moon-base-1", "aws"), ("cn-north", "aws"), ("", "aws"),
    ]
    for (region, partition) in rows { #expect(Partition.of(region: region).id == partition) }
    #expect(Partition.named("aws-cn")?.signingRegion == "cn-north-1")
    #expect(Partition.named("azure") == nil)
    #expect(
      Partition.all.map(\.id) == [
        "aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc",
      ])
  }

  @Test("the region is the flag's, then the environment's, the profile's, the partition's")
  func regionOrder() throws {
    let config = "[default]\nregion = eu-west-4"
    let all = ["AWS_REGION": "eu-west-2", "AWS_DEFAULT_REGION": "eu-west-3"]
    var options = AccessOptions(region: "eu-west-1", partition: "aws-cn")
    #expect(try Self.resolver(options, all, config: config).region == "eu-west-1")
    options.region = nil
    #expect(try Self.resolver(options, all, config: config).region == "eu-west-2")
    let one = ["AWS_DEFAULT_REGION": "eu-west-3"]
    #expect(try Self.resolver(options, one, config: config).region == "eu-west-3")
    #expect(try Self.resolver(options, [:], config: config).region == "eu-west-4")
    #expect(try Self.resolver(options).region == "cn-north-1")
    #expect(try Self.resolver().region == "us-east-1")
    for bad in ["us east", "US-EAST-1", "-a", "a.b", String(repeating: "a", count: 64)] {
      #expect(throws: ConfigurationError.self) { try Self.resolver(AccessOptions(region: bad)) }
    }
  }

  // Region as it is set, the service, and where it answers.
  static let pseudoRegions: [(region: String, service: AWSService, url: String)] = [
    ("us-west-2-fips", .sts, "https://sts-fips.us-west-2.amazonaws.com/"),
    ("fips-us-west-2", .sts, "https://sts-fips.us-west-2.amazonaws.com/"),
    ("us-west-2-fips", .iam, "https://iam-fips.amazonaws.com/"),
    ("fips-us-gov-west-1", .sts, "https://sts.us-gov-west-1.amazonaws.com/"),
    ("aws-global", .sts, "https://sts.amazonaws.com/"),
    ("aws-cn-global", .sts, "https://sts.cn-north-1.amazonaws.com.cn/"),
  ]

  @Test("pseudo-Regions ask for FIPS or stand for a partition", arguments: pseudoRegions)
  func pseudo(row: (region: String, service: AWSService, url: String)) throws {
    let resolver = try Self.resolver(AccessOptions(region: row.region))
    #expect(try resolver.endpoint(of: row.service).endpoint.url == row.url)
  }

  // What is set, the Region, and the host of STS with the Region of the signature.
  static let legacySTS:
    [(environment: [String: String], config: String, region: String, host: String)] =
      [
        (["AWS_STS_REGIONAL_ENDPOINTS": "legacy"], "", "eu-west-1", "sts.amazonaws.com us-east-1"),
        ([:], "sts_regional_endpoints = legacy", "us-east-2", "sts.amazonaws.com us-east-1"),
        ([:], "sts_regional_endpoints = LEGACY", "us-east-2", "sts.amazonaws.com us-east-1"),
        (
          ["AWS_STS_REGIONAL_ENDPOINTS": "regional"], "sts_regional_endpoints = legacy",
          "us-east-2",
          "sts.us-east-2.amazonaws.com us-east-2"
        ),
        (
          ["AWS_STS_REGIONAL_ENDPOINTS": "legacy"], "", "il-central-1",
          "sts.il-central-1.amazonaws.com il-central-1"
        ),
        (
          ["AWS_STS_REGIONAL_ENDPOINTS": "legacy", "AWS_USE_FIPS_ENDPOINT": "true"], "",
          "us-east-1",
          "sts-fips.us-east-1.amazonaws.com us-east-1"
        ),
        ([:], "", "eu-west-1", "sts.eu-west-1.amazonaws.com eu-west-1"),
      ]

  @Test(
    "the global STS is asked when that is set, in the Regions that know it", arguments: legacySTS)
  func global(
    row: (environment: [String: String], config: String, region: String, host: String)
  ) throws {
    let found = try Self.resolver(
      AccessOptions(region: row.region), row.environment, config: "[default]\n\(row.config)"
    ).endpoint(of: .sts)
    #expect("\(found.endpoint.host) \(found.signingRegion)" == row.host)
    #expect(throws: ConfigurationError.self) {
      try Self.resolver(AccessOptions(), ["AWS_STS_REGIONAL_ENDPOINTS": "local"])
    }
  }

  @Test("a services section that is not there is an error with its place") func missingSection() {
    let error = #expect(throws: ConfigurationError.self) {
      try Self.resolver(config: "[default]\nregion = eu-west-1\nservices = gone\n[services here]")
    }
    #expect(error?.message.contains("'gone', which does not exist") == true)
    #expect(error?.path == "/h/.aws/config")
    #expect(error?.line == 3)
  }

  @Test("every service has an endpoint URL of its own") func serviceURLs() throws {
    for (service, name) in [
      (AWSService.iam, "IAM"), (.sts, "STS"), (.sso, "SSO"), (.ssoOIDC, "SSO_OIDC"),
    ] {
      let url = "http://127.0.0.1:7/"
      let byVariable = try Self.resolver(AccessOptions(), ["AWS_ENDPOINT_URL_\(name)": url])
      let bySection = try Self.resolver(
        config:
          "[default]\nservices = s\n[services s]\n\(name.lowercased()) =\n endpoint_url = \(url)")
      for other in AWSService.allCases {
        for resolver in [byVariable, bySection] {
          #expect((try resolver.endpoint(of: other).endpoint.url == url) == (other == service))
        }
      }
    }
  }

  @Test("a Region that cannot be one says where it stands") func regionPlace() {
    let error = #expect(throws: ConfigurationError.self) {
      try Self.resolver(config: "[default]\n# a\nregion = us_east_1")
    }
    #expect(error?.message == "'us_east_1' is not a Region (set by 'region' of profile 'default')")
    #expect(error?.line == 3)
    let variable = #expect(throws: ConfigurationError.self) {
      try Self.resolver(AccessOptions(), ["AWS_REGION": "us east"])
    }
    #expect(variable?.message == "'us east' is not a Region (set by 'AWS_REGION')")
  }

  @Test("the closest URL wins") func urlOrder() throws {
    let config = """
      [default]
      services = local
      endpoint_url = http://127.0.0.1:5
      [services local]
      iam =
        endpoint_url = http://127.0.0.1:4
      """
    var environment = [
      "AWS_ENDPOINT_URL_IAM": "http://127.0.0.1:2", "AWS_ENDPOINT_URL": "http://127.0.0.1:3",
    ]
    func ports(_ options: AccessOptions = AccessOptions()) throws -> [Int] {
      let resolver = try Self.resolver(options, environment, config: config)
      return try [AWSService.iam, .sts].map { try resolver.endpoint(of: $0).endpoint.port }
    }
    #expect(try ports(AccessOptions(endpointURL: "http://127.0.0.1:1")) == [1, 1])
    #expect(try ports() == [2, 3])
    environment["AWS_ENDPOINT_URL_IAM"] = nil
    #expect(try ports() == [3, 3])
    environment["AWS_ENDPOINT_URL"] = nil
    #expect(try ports() == [4, 5])
    environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true"
    #expect(try ports() == [443, 443])
    #expect(try ports(AccessOptions(endpointURL: "http://127.0.0.1:1")) == [1, 1])
    environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "perhaps"
    #expect(throws: ConfigurationError.self) { try ports() }
  }

  @Test("a URL of one's own keeps the signing region of the partition") func customSigning() throws
  {
    let options = AccessOptions(region: "eu-west-1", endpointURL: "http://127.0.0.1:1")
    let resolver = try Self.resolver(options)
    #expect(try resolver.endpoint(of: .iam).signingRegion == "us-east-1")
    #expect(try resolver.endpoint(of: .sts).signingRegion == "eu-west-1")
    let china = AccessOptions(region: "cn-northwest-1", endpointURL: "http://127.0.0.1:1")
    #expect(try Self.resolver(china).endpoint(of: .iam).signingRegion == "cn-north-1")
  }

  // The URL, whether plain http is allowed, and words of the error.
  static let refused: [(url: String, environment: [String: String], words: String)] = [
    ("http://example.com", [:], "unencrypted to 'example.com'"),
    ("http://127.0.0.1.example.com", [:], "unencrypted"),
    ("http://10.0.0.1:5000", [:], "unencrypted"),
    ("ftp://example.com", [:], "not a valid endpoint: 'ftp://example.com'"),
    ("example.com", [:], "not a valid endpoint"),
    ("https://user:hidden@example.com", [:], "'--endpoint-url' is not a valid endpoint"),
    ("https://user%3Ahidden%40example.com", [:], "'--endpoint-url' is not a valid endpoint"),
    ("https://user:hidden＠example.com", [:], "'--endpoint-url' is not a valid endpoint"),
    ("https://h/?X-Amz-Security-Token=hidden", [:], "not a valid endpoint: 'https://h/…'"),
    ("https://h/#hidden", [:], "not a valid endpoint: 'https://h/…'"),
    ("https://example.com?a=b", [:], "not a valid endpoint"),
    ("https://", [:], "not a valid endpoint"),
    ("https://example.com", ["AWS_USE_FIPS_ENDPOINT": "true"], "FIPS endpoints"),
    ("https://example.com", ["AWS_USE_DUALSTACK_ENDPOINT": "true"], "dual-stack endpoints"),
  ]

  @Test("URLs that must not be used are refused", arguments: refused)
  func refuses(row: (url: String, environment: [String: String], words: String)) {
    let error = #expect(throws: ConfigurationError.self) {
      try Self.resolver(AccessOptions(endpointURL: row.url), row.environment).endpoint(of: .iam)
    }
    #expect(error?.message.contains(row.words) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("hidden") == false)
    #expect(error?.flag == "--endpoint-url")
  }

  @Test("plain http goes to this machine, elsewhere only when that is said") func plainHTTP() throws
  {
    for url in ["http://localhost:5000", "http://127.8.9.1", "http://[::1]:80", "https://a.b"] {
      _ = try Self.resolver(AccessOptions(endpointURL: url)).endpoint(of: .iam)
    }
    // Some systems ask DNS for names below localhost.
    #expect(throws: ConfigurationError.self) {
      try Self.resolver(AccessOptions(endpointURL: "http://x.localhost:5000")).endpoint(of: .iam)
    }
    let options = AccessOptions(endpointURL: "http://moto:5000", allowPlainHTTP: true)
    #expect(try Self.resolver(options).endpoint(of: .iam).endpoint.hostHeader == "moto:5000")
  }

  static let urls: [(url: String, read: String?)] = [
    ("https://IAM.amazonaws.com", "https://iam.amazonaws.com/"),
    ("https://a.b:443/", "https://a.b/"),
    ("http://a.b:80/x/y", "http://a.b/x/y"),
    ("HTTP://a.b:8080", "http://a.b:8080/"),
    ("http://[::1]:5000", "http://[::1]:5000/"),
    ("http://[::1]", "http://[::1]/"),
    ("https://a_b-c.d", "https://a_b-c.d/"),
    ("https://a.b:0", nil), ("https://a.b:65536", nil), ("https://a.b:", nil),
    ("https://a.b:8x", nil), ("https://a..b", nil), ("https://-a.b", nil), ("https://a b", nil),
    ("https://a.b/x y", nil), ("https://a.b/c?d", nil), ("https://a.b?d", nil),
    ("https://a.b#c", nil), ("https://[::1", nil),
    ("https://[zz]", nil), ("https://[]", nil), ("https://é.b", nil), ("", nil), ("https:/a", nil),
    ("https://[::1]x", nil),
  ]

  @Test("endpoints are read strictly", arguments: urls)
  func endpoints(row: (url: String, read: String?)) {
    #expect(Endpoint(row.url)?.url == row.read)
  }

  @Test("retries are as configured") func retries() throws {
    func policy(
      _ environment: [String: String], _ options: AccessOptions = AccessOptions(),
      config: String = ""
    ) throws -> (attempts: Int, warnings: Int) {
      let configuration = try AccessConfiguration(
        options, environment: Environment(environment.merging(["HOME": "/h"]) { $1 }),
        files: files(["/h/.aws/config": config]))
      return (configuration.retry.maxAttempts, configuration.warnings.count)
    }
    let config = "[default]\nmax_attempts = 7"
    #expect(try policy([:]) == (3, 0))
    #expect(try policy([:], config: config) == (7, 0))
    #expect(try policy(["AWS_MAX_ATTEMPTS": "5"], config: config) == (5, 0))
    #expect(try policy(["AWS_MAX_ATTEMPTS": "5"], AccessOptions(maxAttempts: 2)) == (2, 0))
    #expect(try policy(["AWS_RETRY_MODE": "adaptive"]) == (3, 1))
    #expect(try policy(["AWS_RETRY_MODE": "legacy"]) == (3, 0))
    for bad in ["0", "-1", "many", "99999999999999999999"] {
      #expect(throws: ConfigurationError.self) { try policy(["AWS_MAX_ATTEMPTS": bad]) }
    }
    // Only without a number of attempts is throttling waited for beyond them.
    for (environment, seconds) in [
      (["HOME": "/h"], 30.0), (["HOME": "/h", "AWS_MAX_ATTEMPTS": "5"], 0),
      (["HOME": "/h", "AWS_RETRY_MODE": "standard"], 30),
    ] {
      let configuration = try AccessConfiguration(
        AccessOptions(), environment: Environment(environment), files: files([:]))
      #expect(configuration.retry.longestThrottling == seconds)
    }
    let error = #expect(throws: ConfigurationError.self) {
      try policy([:], config: "[default]\nretry_mode = often")
    }
    #expect(error?.path == "/h/.aws/config")
    #expect(error?.line == 2)
  }

  @Test("the tool names itself in characters that AWS allows") func userAgent() {
    let text = UserAgent(version: "1.0 (x)/é", applicationID: "my app").text
    #expect(text.hasPrefix("panorama-roles/1.0--x--- md/swift#6.3 os/"))
    #expect(text.hasSuffix(" app/my-app"))
    #expect(!UserAgent(version: "1.0").text.contains("app/"))
    let long = UserAgent(version: "1", applicationID: String(repeating: "x", count: 51)).text
    #expect(long.hasSuffix(" app/" + String(repeating: "x", count: 50)))
  }

  @Test("the environment of the process is read") func processEnvironment() {
    #expect(Environment.ofProcess()["PATH"]?.isEmpty == false)
    #expect(Environment(["A": "  ", "B": " x "])["A"] == nil)
    #expect(Environment(["A": "  ", "B": " x "])["B"] == "x")
  }
}
