//! As much of X.509 as matters: which names a certificate has, and whether it is said to be an authority.

use crate::{
    list::CollectVec as _,
    tree::{Text, base64},
};

/// What a certificate says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Certificate {
    /// The basic constraint `CA`; nothing where the certificate has no basic constraints.
    pub authority: Option<bool>,
    /// The key usage extension as bits, the first usage lowest; nothing where the certificate has none.
    pub key_usage: Option<u8>,
    /// The DNS names of its subject alternative names.
    pub dns_names: Vec<Text>,
    /// The IP addresses of its subject alternative names, as bytes.
    pub addresses: Vec<Vec<u8>>,
    /// Whether issuer and subject are the same.
    pub self_issued: bool,
    /// The public key: the content of a bit string.
    pub public_key: Vec<u8>,
}

pub(super) mod der;

use der::{BIT_STRING, BOOLEAN, Element, Elements, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, content_of};

const VERSION: u8 = 0xa0;
const EXTENSIONS: u8 = 0xa3;
const DNS_NAME: u8 = 0x82;
const IP_ADDRESS: u8 = 0x87;
/// 2.5.29.17
const SUBJECT_ALTERNATIVE_NAME: [u8; 3] = [0x55, 0x1d, 0x11];
/// 2.5.29.15
const KEY_USAGE: [u8; 3] = [0x55, 0x1d, 0x0f];
/// 2.5.29.19
const BASIC_CONSTRAINTS: [u8; 3] = [0x55, 0x1d, 0x13];

impl Certificate {
    /// Reads the first block of a PEM text; nothing where there is none or it is no certificate.
    pub fn parse(pem: &str) -> Option<Self> {
        Self::of_der(&base64::decode(pem_body(pem)?)?)
    }

    /// Reads a certificate in DER; nothing for what is none.
    pub fn of_der(der: &[u8]) -> Option<Self> {
        let certificate = content_of(der, SEQUENCE)?;
        Self::of_signed_part(content_of(certificate, SEQUENCE)?)
    }

    /// Whether the certificate stands for a host name or an IP address.
    pub fn stands_for(&self, host: &str) -> bool {
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
        match address {
            Ok(std::net::IpAddr::V4(address)) => {
                self.addresses.iter().any(|bytes| *bytes == address.octets())
            }
            Ok(std::net::IpAddr::V6(address)) => {
                self.addresses.iter().any(|bytes| *bytes == address.octets())
            }
            Err(_) => self.dns_names.iter().any(|name| name_matches(name, host)),
        }
    }

    /// Its IP addresses and DNS names, as they are printed.
    pub fn names(&self) -> Vec<String> {
        let addresses = self.addresses.iter().filter_map(|bytes| match bytes.as_slice() {
            [a, b, c, d] => Some(std::net::Ipv4Addr::new(*a, *b, *c, *d).to_string()),
            bytes => {
                <[u8; 16]>::try_from(bytes).ok().map(|bytes| std::net::Ipv6Addr::from(bytes).to_string())
            }
        });
        addresses.chain(self.dns_names.iter().map(ToString::to_string)).collect_vec()
    }

    fn of_signed_part(signed: &[u8]) -> Option<Self> {
        let mut elements = Elements(signed).collect_vec().into_iter().peekable();
        elements.next_if(|element| element.tag == VERSION);
        let (_serial, _algorithm, issuer) = (elements.next()?, elements.next()?, elements.next()?);
        let (_validity, subject) = (elements.next()?, elements.next()?);
        let mut certificate = Self { self_issued: issuer.content == subject.content, ..Self::default() };
        let key = elements.peek().filter(|element| element.tag == SEQUENCE);
        let bits = key.and_then(|key| Elements(key.content).find(|part| part.tag == BIT_STRING));
        certificate.public_key = bits.map(|bits| bits.content.to_vec()).unwrap_or_default();
        for extensions in elements.filter(|element| element.tag == EXTENSIONS) {
            Elements(content_of(extensions.content, SEQUENCE)?)
                .try_for_each(|extension| certificate.extend(extension.content))?;
        }
        Some(certificate)
    }

    fn extend(&mut self, extension: &[u8]) -> Option<()> {
        let mut parts = Elements(extension);
        let identifier = parts.next().filter(|part| part.tag == OBJECT_IDENTIFIER)?;
        let value = parts.find(|part| part.tag == OCTET_STRING)?;
        // Extensions that do not matter here are of any form.
        let content = content_of(value.content, SEQUENCE).unwrap_or_default();
        if identifier.content == BASIC_CONSTRAINTS {
            let flag = Elements(content).next().filter(|part| part.tag == BOOLEAN);
            self.authority = Some(flag.is_some_and(|flag| flag.content.iter().any(|byte| *byte != 0)));
        } else if identifier.content == KEY_USAGE {
            // A bit string: how many bits of the last byte are unused, then the bits, the first usage highest.
            self.key_usage = Element::read(value.content)
                .and_then(|(bits, _)| bits.content.get(1).map(|byte| byte.reverse_bits()));
        } else if identifier.content == SUBJECT_ALTERNATIVE_NAME {
            for name in Elements(content) {
                match name.tag {
                    DNS_NAME => self.dns_names.push(String::from_utf8_lossy(name.content).into()),
                    IP_ADDRESS => self.addresses.push(name.content.to_vec()),
                    _ => {}
                }
            }
        }
        Some(())
    }
}

/// The base64 between the first pair of PEM markers.
fn pem_body(pem: &str) -> Option<&str> {
    let (_, rest) = pem.split_once("-----BEGIN ")?;
    let (_, rest) = rest.split_once("-----")?;
    rest.split_once("-----END ").map(|(body, _)| body)
}

/// DNS names match without regard to case; a leading `*.` stands for one label.
fn name_matches(name: &str, host: &str) -> bool {
    let host = host.trim_end_matches('.');
    if host.is_empty() {
        return false;
    }
    match name.strip_prefix("*.") {
        None => name.eq_ignore_ascii_case(host),
        Some(parent) => host.split_once('.').is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(parent)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_one_label() {
        assert!(name_matches("*.mesh.example", "cp.mesh.example"));
        assert!(!name_matches("*.mesh.example", "a.b.mesh.example"));
        assert!(name_matches("LocalHost", "localhost"));
    }

    #[test]
    fn what_is_no_certificate_gives_nothing() {
        for text in [
            "",
            "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
            "-----BEGIN X-----\nMDAwMA==\n-----END X-----",
        ] {
            assert_eq!(Certificate::parse(text), None, "{text}");
        }
    }

    #[test]
    fn basic_constraints_and_names_are_read() {
        // A key of no use: made for this test, with CA:FALSE and the DNS name localhost.
        let pem = "-----BEGIN CERTIFICATE-----\n\
            MIIBtDCCAVqgAwIBAgIUQOMiHaMRv266aYOUJvj4mm7X8OswCgYIKoZIzj0EAwIw\n\
            KTEQMA4GA1UECgwHSGFyYm91cjEVMBMGA1UEAwwMaGFyYm91ciByb290MB4XDTI2\n\
            MTEyMzEwMDQ1MVoXDTQ2MTExODEwMDQ1MVowIzEQMA4GA1UECgwHSGFyYm91cjEP\n\
            MA0GA1UEAwwGdGVsbGVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsRb6xiND\n\
            DuTSUf/lVK413Q7ftnQ8KQgrgowadMbsX1QqAiZYUoe599/OCZzLDO2OELzKuBkm\n\
            JcVLtez6bhCZ3qNmMGQwDAYDVR0TAQH/BAIwADAUBgNVHREEDTALgglsb2NhbGhv\n\
            c3QwHQYDVR0OBBYEFACrCwmoO6z9E9NiO9xON0dJ/rPsMB8GA1UdIwQYMBaAFMjq\n\
            XJk8+psZsOmUdnDZyqHjbPh5MAoGCCqGSM49BAMCA0gAMEUCIQDeQ81QU/CKPRhA\n\
            q+NTbibcOKzut4vw8ZMUhx6b1+bjdAIgMijJd3Oe06Mk2laUAWhIJbLGsGjCi7UD\n\
            cQb+WDZpEgg=\n-----END CERTIFICATE-----\n";
        let certificate = Certificate::parse(pem).expect("a certificate");
        assert_eq!(certificate.authority, Some(false));
        assert!(certificate.stands_for("localhost") && !certificate.stands_for("127.0.0.1"));
        assert!(!certificate.self_issued);
    }
}
