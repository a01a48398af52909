//! Certificates and the private keys that belong to them, as far as can be told without arithmetic: a key must name the public
//! key of its certificate.

use super::certificate::{Certificate, der};
use crate::{list::CollectVec as _, tree::base64};

/// A block of PEM.
struct Block<'a> {
    label: &'a str,
    bytes: Vec<u8>,
}

/// What Go says of a certificate and a private key in PEM that do not go together.
pub fn fault(certificate: &str, key: &str) -> Option<String> {
    let certificates = blocks(certificate);
    let Some(first) = certificates.iter().find(|block| block.label == "CERTIFICATE") else {
        return Some(missing_certificate(&certificates));
    };
    let keys = blocks(key);
    let is_key = |block: &&Block<'_>| block.label == "PRIVATE KEY" || block.label.ends_with(" PRIVATE KEY");
    let Some(key) = keys.iter().find(is_key) else { return Some(missing_key(&keys)) };
    let Some(leaf) = Certificate::of_der(&first.bytes) else {
        return Some("x509: malformed certificate".into());
    };
    match PublicPart::of(&key.bytes) {
        None => Some("tls: failed to parse private key".into()),
        Some(public) if !public.fits(&leaf.public_key) => {
            Some("tls: private key does not match public key".into())
        }
        Some(_) => None,
    }
}

/// The certificates of a PEM text, as far as they can be read.
pub fn certificates(pem: &str) -> Vec<Certificate> {
    let blocks = blocks(pem).into_iter().filter(|block| block.label == "CERTIFICATE");
    blocks.filter_map(|block| Certificate::of_der(&block.bytes)).collect_vec()
}

fn blocks(pem: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let mut rest = pem;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        let Some((label, body)) = after.split_once("-----") else { break };
        let end = format!("-----END {label}-----");
        match body.split_once(end.as_str()) {
            Some((body, after)) => {
                found.extend(base64::decode(body).map(|bytes| Block { label, bytes }));
                rest = after;
            }
            None => rest = body,
        }
    }
    found
}

fn labels(blocks: &[Block<'_>]) -> String {
    blocks.iter().map(|block| block.label).collect_vec().join(" ")
}

fn missing_certificate(blocks: &[Block<'_>]) -> String {
    match blocks {
        [] => "tls: failed to find any PEM data in certificate input".into(),
        [only] if only.label.ends_with("PRIVATE KEY") => {
            "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may \
             have been switched"
                .into()
        }
        blocks => format!(
            "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the \
             following types: [{}]",
            labels(blocks)
        ),
    }
}

fn missing_key(blocks: &[Block<'_>]) -> String {
    match blocks {
        [] => "tls: failed to find any PEM data in key input".into(),
        [only] if only.label == "CERTIFICATE" => {
            "tls: found a certificate rather than a key in the PEM for the private key".into()
        }
        blocks => format!(
            "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks \
             of the following types: [{}]",
            labels(blocks)
        ),
    }
}

/// What a private key says about its public key.
enum PublicPart {
    /// The modulus of RSA.
    Modulus(Vec<u8>),
    /// The point of a curve.
    Point(Vec<u8>),
    /// Nothing that could be compared.
    Unknown,
}

impl PublicPart {
    /// Reads a private key of RSA or of a curve, alone or within PKCS #8.
    fn of(bytes: &[u8]) -> Option<Self> {
        let content = der::content_of(bytes, der::SEQUENCE)?;
        let parts: Vec<der::Element<'_>> = der::Elements(content).collect_vec();
        match parts.as_slice() {
            [_version, algorithm, key, ..]
                if algorithm.tag == der::SEQUENCE && key.tag == der::OCTET_STRING =>
            {
                Some(Self::of(key.content).unwrap_or(Self::Unknown))
            }
            [_version, key, rest @ ..] if key.tag == der::OCTET_STRING => {
                let public = rest.iter().find(|part| part.tag == der::PUBLIC_KEY);
                let bits = public.and_then(|part| der::content_of(part.content, der::BIT_STRING));
                Some(bits.map_or(Self::Unknown, |bits| Self::Point(bits.to_vec())))
            }
            [_version, modulus, ..] if modulus.tag == der::INTEGER => {
                Some(Self::Modulus(modulus.content.to_vec()))
            }
            _ => None,
        }
    }

    /// Whether this is of the public key of a certificate, a bit string.
    fn fits(&self, public_key: &[u8]) -> bool {
        match self {
            Self::Unknown => true,
            Self::Point(point) => point == public_key,
            Self::Modulus(modulus) => {
                // A bit string begins with the number of its unused bits.
                let key = public_key.split_first().and_then(|(_, key)| der::content_of(key, der::SEQUENCE));
                key.and_then(|key| der::content_of(key, der::INTEGER)) == Some(modulus.as_slice())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(fault("", "").as_deref(), Some("tls: failed to find any PEM data in certificate input"));
        let key = "-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----\n";
        assert!(fault(key, "").is_some_and(|fault| fault.ends_with("PEM inputs may have been switched")));
    }
}
