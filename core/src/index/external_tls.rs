//! TLS towards endpoints outside the mesh, as ExternalService and MeshExternalService ask for it.

use super::{
    AuthorityFallback, ExternalSubjectAltName, ExternalTls, ExternalVerification, Mesh, NameMatch,
    NameVerification,
};
use crate::{
    list::CollectVec as _,
    origin::Traced,
    report::{Diagnostic, Report},
    resource::{
        Spec,
        data_source::DataSource,
        external_service::ExternalServiceTls,
        mesh_external_service::{self as mes, SubjectAltNameMatch, TlsVersion, VerificationMode},
    },
    tree::{Message, Node, Text, base64},
};

/// What could not be read; the endpoint is left out then, and the report says why.
pub(super) struct Unreadable;

impl Mesh<'_> {
    /// The TLS of an ExternalService; nothing where it is not enabled.
    pub(super) fn external_tls(
        &self,
        tls: &ExternalServiceTls,
        report: &mut Report,
    ) -> Result<Option<ExternalTls>, Unreadable> {
        let authority = self.load(tls.ca_cert.as_ref(), report)?;
        let chain = self.load(tls.client_cert.as_ref(), report)?;
        let key = self.load(tls.client_key.as_ref(), report)?;
        let skipped = tls.skip_hostname_verification.is_some_and(|skip| skip.value);
        let names = if skipped { NameVerification::Skipped } else { NameVerification::Verified };
        Ok(tls.enabled.value.then(|| ExternalTls {
            authority,
            client: chain.zip(key),
            allow_renegotiation: tls.allow_renegotiation,
            verification: ExternalVerification { names, fallback: AuthorityFallback::Nothing },
            server_name: tls.server_name.clone().filter(|name| !name.is_empty()),
            subject_alt_names: Vec::new(),
            minimum_version: None,
            maximum_version: None,
            origin: tls.enabled.origin,
        }))
    }

    /// The TLS of a MeshExternalService; nothing where it is not enabled.
    pub(super) fn mesh_external_tls(
        &self,
        tls: &mes::ExternalTls,
        report: &mut Report,
    ) -> Result<Option<ExternalTls>, Unreadable> {
        if !tls.enabled.value {
            return Ok(None);
        }
        let version = |found: Option<Traced<TlsVersion>>| found.map(|found| found.map(tls_version));
        let mut external = ExternalTls {
            authority: None,
            client: None,
            allow_renegotiation: Some(tls.allow_renegotiation),
            verification: ExternalVerification {
                names: NameVerification::Verified,
                fallback: AuthorityFallback::System,
            },
            server_name: None,
            subject_alt_names: Vec::new(),
            minimum_version: version(tls.version.as_ref().and_then(|version| version.min)),
            maximum_version: version(tls.version.as_ref().and_then(|version| version.max)),
            origin: tls.enabled.origin,
        };
        if let Some(verification) = &tls.verification {
            self.verify(&mut external, verification, report)?;
        }
        Ok(Some(external))
    }

    fn verify(
        &self,
        tls: &mut ExternalTls,
        said: &mes::ExternalVerification,
        report: &mut Report,
    ) -> Result<(), Unreadable> {
        tls.authority = self.load(said.ca_cert.as_ref(), report)?;
        if said.client_cert.is_some() && said.client_key.is_some() {
            let chain = self.load(said.client_cert.as_ref(), report)?;
            tls.client = chain.zip(self.load(said.client_key.as_ref(), report)?);
        }
        tls.server_name = said.server_name.clone().filter(|name| !name.is_empty());
        tls.subject_alt_names = said.subject_alt_names.iter().flatten().map(subject_alt_name).collect_vec();
        let mode = said.mode.value;
        if matches!(mode, VerificationMode::SkipSan | VerificationMode::SkipAll) {
            tls.server_name = None;
            tls.subject_alt_names.clear();
            tls.verification.names = NameVerification::Skipped;
        }
        if matches!(mode, VerificationMode::SkipCa | VerificationMode::SkipAll) {
            tls.authority = None;
            tls.verification.fallback = AuthorityFallback::Nothing;
        }
        if mode == VerificationMode::SkipAll {
            tls.client = None;
        }
        Ok(())
    }

    /// Bytes as Envoy's JSON carries them: `inlineBytes` in base64.
    fn load(&self, source: Option<&DataSource>, report: &mut Report) -> Result<Option<Node>, Unreadable> {
        let Some(source) = source else { return Ok(None) };
        let bytes = if let Some(text) = &source.inline_string {
            text.derive(|text| base64::encode(text.as_bytes()))
        } else if let Some(encoded) = &source.inline {
            encoded.clone()
        } else if let Some(secret) = &source.secret {
            self.secret(secret, report)?
        } else {
            return Ok(None);
        };
        let origin = bytes.origin;
        Ok(Some(Message::new(origin).with("inlineBytes", bytes).into()))
    }

    fn secret(&self, name: &Traced<Text>, report: &mut Report) -> Result<Traced<Text>, Unreadable> {
        let Some(data) = self.secret_data(&name.value) else {
            let message = format!("there is no Secret `{}` in mesh `{}`", name.value, self.meta.name);
            report.push(Diagnostic::warning("secret-not-found", message, name.origin));
            return Err(Unreadable);
        };
        Ok(data.derive(|data| data.chars().filter(|letter| !letter.is_whitespace()).collect()))
    }
}

impl<'a> Mesh<'a> {
    /// What a Secret of the mesh holds, in base64.
    pub(super) fn secret_data(&self, name: &str) -> Option<&'a Traced<Text>> {
        let found = self.of_kind("Secret").iter().find(|secret| secret.meta.name == name)?;
        match &found.spec {
            Spec::Secret(secret) => secret.data.as_ref(),
            _ => None,
        }
    }
}

fn subject_alt_name(said: &mes::SubjectAltName) -> ExternalSubjectAltName {
    let matching = match said.match_type.value {
        SubjectAltNameMatch::Exact => NameMatch::Exact,
        SubjectAltNameMatch::Prefix => NameMatch::Prefix,
    };
    ExternalSubjectAltName { matching, value: said.value.clone() }
}

/// A TLS version as Envoy spells it.
fn tls_version(version: TlsVersion) -> Text {
    Text::new_static(match version {
        TlsVersion::Auto => "TLS_AUTO",
        TlsVersion::Tls10 => "TLSv1_0",
        TlsVersion::Tls11 => "TLSv1_1",
        TlsVersion::Tls12 => "TLSv1_2",
        TlsVersion::Tls13 => "TLSv1_3",
    })
}
