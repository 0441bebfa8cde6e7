//! TLS of the broker: who it is, and which certificate a device holds.
//!
//! As on AWS, a device's certificate need not come from a certain authority: what counts is that it is registered. So the handshake
//! only proves that the device holds the private key; the registry decides (see [`super::registry`]).

use crate::emulator::HOST;
use crate::place::{Place, write};
use anyhow::{Context as _, Result};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, ring};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    ClientConfig, DigitallySignedStruct, DistinguishedName, Error, RootCertStore, ServerConfig, SignatureScheme,
};
use std::path::PathBuf;
use std::sync::Arc;

fn server_file(place: &Place) -> PathBuf {
    place.dir().join("broker.pem")
}

/// Makes the broker's authority and certificate where they are absent. They are kept, so that devices which trust the authority
/// go on doing so after a restart.
fn prepare(place: &Place) -> Result<()> {
    if place.ca().is_file() && server_file(place).is_file() {
        return Ok(());
    }
    let authority_key = KeyPair::generate()?;
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority
        .distinguished_name
        .push(DnType::CommonName, "ferrocdk local AWS");
    let certificate = authority.self_signed(&authority_key)?;
    let issuer = Issuer::new(authority, authority_key);

    let key = KeyPair::generate()?;
    let mut server = CertificateParams::new(vec![HOST.to_owned(), "localhost".to_owned()])?;
    server.distinguished_name.push(DnType::CommonName, "localhost");
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    server.use_authority_key_identifier_extension = true;
    let issued = server.signed_by(&key, &issuer)?;
    write(&server_file(place), (issued.pem() + &key.serialize_pem()).as_bytes())?;
    write(&place.ca(), certificate.pem().as_bytes())
}

/// TLS for devices: every one has to present a certificate.
pub(super) fn server(place: &Place) -> Result<Arc<ServerConfig>> {
    prepare(place).context("cannot make the broker's certificate")?;
    let file = server_file(place);
    let pem = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let certificate = CertificateDer::from_pem_slice(&pem).context("cannot read the broker's certificate")?;
    let key = PrivateKeyDer::from_pem_slice(&pem).context("cannot read the broker's key")?;
    let provider = Arc::new(ring::default_provider());
    let verifier = Arc::new(Holder(provider.signature_verification_algorithms));
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![certificate], key)?;
    Ok(Arc::new(config))
}

/// TLS towards the emulator's broker, whose authority is `ca`.
pub(super) fn client(ca: &[u8]) -> Result<Arc<ClientConfig>> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(ca) {
        roots.add(certificate.context("cannot read the authority of the emulator's broker")?)?;
    }
    let provider: Arc<CryptoProvider> = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// Takes every certificate whose private key the client holds.
#[derive(Debug)]
struct Holder(WebPkiSupportedAlgorithms);

impl ClientCertVerifier for Holder {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls12_signature(message, certificate, signed, &self.0)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls13_signature(message, certificate, signed, &self.0)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}
