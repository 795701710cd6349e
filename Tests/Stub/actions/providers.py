"""Identity providers: OpenID Connect and SAML (IAM API Reference)."""

from ..errors import ServiceError
from ..state import Provider, Tag
from ..validation import check_tags
from ..wire import members, structures
from .registry import Context, action

CLIENT_QUOTA = 100


def provider_of(context: Context, name: str, kind: str) -> Provider:
    arn = context[name]
    provider = context.account.providers.get(arn)
    if provider is None or f":{kind}-provider/" not in arn:
        raise ServiceError("NoSuchEntity", f"{kind.upper()} provider not found for arn {arn}")
    return provider


def oidc(context: Context) -> Provider:
    return provider_of(context, "OpenIDConnectProviderArn", "oidc")


def saml(context: Context) -> Provider:
    return provider_of(context, "SAMLProviderArn", "saml")


def new_tags(context: Context) -> list[Tag]:
    tags = structures(context.parameters, "Tags", ["Key", "Value"])
    check_tags(tags, folds_keys=False)
    return [Tag(**tag) for tag in tags]


def retag(context: Context, provider: Provider) -> None:
    # The keys of a role's tags fold their case, and those of all else do not.
    new = {tag.Key: tag for tag in new_tags(context)}
    kept = [new.pop(tag.Key, tag) for tag in provider.Tags]
    provider.Tags = kept + list(new.values())


def untag(context: Context, provider: Provider) -> None:
    gone = members(context.parameters, "TagKeys")
    provider.Tags = [tag for tag in provider.Tags if tag.Key not in gone]


def shown_tags(provider: Provider) -> list[dict]:
    return [{"Key": tag.Key, "Value": tag.Value} for tag in provider.Tags]


def listed(context: Context, kind: str) -> list[Provider]:
    rows = sorted(context.account.providers.items())
    return [row for arn, row in rows if f":{kind}-provider/" in arn]


def create(context: Context, arn: str, **parts) -> Provider:
    if arn in context.account.providers:
        raise ServiceError("EntityAlreadyExists", f"Provider {arn} already exists.")
    provider = Provider(Arn=arn, CreateDate=context.stamp, Tags=new_tags(context), **parts)
    context.account.providers[arn] = provider
    return provider


@action("Url", writes=True, name="CreateOpenIDConnectProvider")
def create_oidc(context: Context) -> dict:
    url = context["Url"]
    if not url.startswith("https://"):
        raise ServiceError("ValidationError", "Invalid Open ID Connect Provider URL")
    place = url.removeprefix("https://")
    # IAM finds a thumbprint by itself where none is given.
    thumbprints = members(context.parameters, "ThumbprintList") or ["a" * 40]
    provider = create(
        context,
        context.account.arn(f"oidc-provider/{place}"),
        Url=place,
        ClientIDs=members(context.parameters, "ClientIDList"),
        Thumbprints=thumbprints,
    )
    return {"OpenIDConnectProviderArn": provider.Arn, "Tags": shown_tags(provider)}


@action("OpenIDConnectProviderArn", name="GetOpenIDConnectProvider")
def get_oidc(context: Context) -> dict:
    provider = oidc(context)
    return {
        "Url": provider.Url,
        "ClientIDList": provider.ClientIDs,
        "ThumbprintList": provider.Thumbprints,
        "CreateDate": provider.CreateDate,
        "Tags": shown_tags(provider),
    }


@action(name="ListOpenIDConnectProviders")
def list_oidc(context: Context) -> dict:
    rows = [{"Arn": row.Arn} for row in listed(context, "oidc")]
    return {"OpenIDConnectProviderList": rows}


@action(
    "OpenIDConnectProviderArn", "ClientID", writes=True, name="AddClientIDToOpenIDConnectProvider"
)
def add_client(context: Context) -> None:
    provider = oidc(context)
    if context["ClientID"] in provider.ClientIDs:
        return
    if len(provider.ClientIDs) >= CLIENT_QUOTA:
        raise ServiceError(
            "LimitExceeded", "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100"
        )
    provider.ClientIDs.append(context["ClientID"])


@action(
    "OpenIDConnectProviderArn",
    "ClientID",
    writes=True,
    name="RemoveClientIDFromOpenIDConnectProvider",
)
def remove_client(context: Context) -> None:
    provider = oidc(context)
    provider.ClientIDs = [row for row in provider.ClientIDs if row != context["ClientID"]]


@action("OpenIDConnectProviderArn", writes=True, name="UpdateOpenIDConnectProviderThumbprint")
def update_thumbprint(context: Context) -> None:
    oidc(context).Thumbprints = members(context.parameters, "ThumbprintList")


@action("OpenIDConnectProviderArn", writes=True, name="TagOpenIDConnectProvider")
def tag_oidc(context: Context) -> None:
    retag(context, oidc(context))


@action("OpenIDConnectProviderArn", writes=True, name="UntagOpenIDConnectProvider")
def untag_oidc(context: Context) -> None:
    untag(context, oidc(context))


@action("OpenIDConnectProviderArn", writes=True, name="DeleteOpenIDConnectProvider")
def delete_oidc(context: Context) -> None:
    context.account.providers.pop(context["OpenIDConnectProviderArn"], None)


@action("SAMLMetadataDocument", "Name", writes=True, name="CreateSAMLProvider")
def create_saml(context: Context) -> dict:
    arn = context.account.arn(f"saml-provider/{context['Name']}")
    provider = create(context, arn, Metadata=context["SAMLMetadataDocument"])
    return {"SAMLProviderArn": provider.Arn, "Tags": shown_tags(provider)}


@action("SAMLProviderArn", name="GetSAMLProvider")
def get_saml(context: Context) -> dict:
    provider = saml(context)
    return {
        "SAMLMetadataDocument": provider.Metadata,
        "CreateDate": provider.CreateDate,
        "Tags": shown_tags(provider),
    }


@action(name="ListSAMLProviders")
def list_saml(context: Context) -> dict:
    rows = listed(context, "saml")
    return {"SAMLProviderList": [{"Arn": row.Arn, "CreateDate": row.CreateDate} for row in rows]}


@action("SAMLProviderArn", "SAMLMetadataDocument", writes=True, name="UpdateSAMLProvider")
def update_saml(context: Context) -> dict:
    provider = saml(context)
    provider.Metadata = context["SAMLMetadataDocument"]
    return {"SAMLProviderArn": provider.Arn}


@action("SAMLProviderArn", writes=True, name="TagSAMLProvider")
def tag_saml(context: Context) -> None:
    retag(context, saml(context))


@action("SAMLProviderArn", writes=True, name="UntagSAMLProvider")
def untag_saml(context: Context) -> None:
    untag(context, saml(context))


@action("SAMLProviderArn", writes=True, name="DeleteSAMLProvider")
def delete_saml(context: Context) -> None:
    del context.account.providers[saml(context).Arn]
