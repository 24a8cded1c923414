//! What a provider says of itself.

use openidconnect::{
    AdditionalProviderMetadata, LogoutProviderMetadata, ProviderMetadata,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType,
        CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode,
        CoreResponseType, CoreSubjectIdentifierType,
    },
};
use serde::{Deserialize, Serialize};

/// What a provider says of itself, with its keys.
pub type Metadata = ProviderMetadata<
    LogoutProviderMetadata<Prompts>,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// What a provider can be told to ask people for.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Prompts {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prompt_values_supported: Option<Vec<CoreAuthPrompt>>,
}

impl AdditionalProviderMetadata for Prompts {}

/// How a provider is told to ask people who they are although it knows somebody. Most do not say what they can be told, and
/// take the first.
pub fn another(metadata: &Metadata) -> CoreAuthPrompt {
    let said = metadata.additional_metadata().additional_metadata.prompt_values_supported.as_ref();
    if said.is_none_or(|said| said.contains(&CoreAuthPrompt::SelectAccount)) {
        CoreAuthPrompt::SelectAccount
    } else {
        CoreAuthPrompt::Login
    }
}
