//! Whose request it is, by network address; a forwarded address is believed only from a proxy the operator named.

use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

/// A network: `10.0.0.0/8`, `::1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Net {
    base: IpAddr,
    bits: u8,
}

/// The text is not a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetError(pub String);

impl std::fmt::Display for NetError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "not a network: {}", self.0)
    }
}
impl std::error::Error for NetError {}

impl FromStr for Net {
    type Err = NetError;
    fn from_str(text: &str) -> Result<Self, NetError> {
        let wrong = || NetError(text.to_string());
        let (base, bits) = match text.split_once('/') {
            Some((base, bits)) => (base, Some(bits.parse::<u8>().map_err(|_| wrong())?)),
            None => (text, None),
        };
        let base: IpAddr = base.trim().parse().map_err(|_| wrong())?;
        let width = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(width);
        if bits > width { Err(wrong()) } else { Ok(Net { base, bits }) }
    }
}

impl Net {
    pub fn contains(&self, ip: IpAddr) -> bool {
        match (self.base, ip) {
            (IpAddr::V4(base), IpAddr::V4(ip)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.bits)).unwrap_or(0);
                u32::from(base) & mask == u32::from(ip) & mask
            }
            (IpAddr::V6(base), IpAddr::V6(ip)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.bits)).unwrap_or(0);
                u128::from(base) & mask == u128::from(ip) & mask
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

/// The address a request came from: the peer, or, behind trusted proxies, the nearest hop that is not one of them.
///
/// Read from the right, because everything left of the first untrusted hop was written by the client.
pub fn client_ip(peer: Option<IpAddr>, forwarded_for: Option<&str>, trusted: &[Net]) -> IpAddr {
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)).to_canonical();
    let is_trusted = |ip: IpAddr| trusted.iter().any(|net| net.contains(ip));
    if !is_trusted(peer) {
        return peer;
    }
    let mut client = peer;
    for hop in forwarded_for.unwrap_or_default().rsplit(',') {
        let Ok(ip) = hop.trim().parse::<IpAddr>() else { break };
        client = ip.to_canonical();
        if !is_trusted(client) {
            break;
        }
    }
    client
}

/// The key under which attempts are counted: one IPv6 subscriber owns a whole /64, so its addresses count as one.
pub fn counting_key(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(ip) => IpAddr::V4(ip),
        IpAddr::V6(ip) => IpAddr::V6((u128::from(ip) & !u128::from(u64::MAX)).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_stranger_cannot_choose_its_own_address() {
        assert_eq!(client_ip(Some(ip("203.0.113.9")), Some("10.9.9.9"), &[]), ip("203.0.113.9"));
        let proxies = ["10.0.0.0/8".parse().unwrap()];
        assert_eq!(client_ip(Some(ip("203.0.113.9")), Some("1.1.1.1"), &proxies), ip("203.0.113.9"));
    }

    #[test]
    fn behind_a_trusted_proxy_the_nearest_untrusted_hop_counts() {
        let proxies = ["10.0.0.0/8".parse().unwrap()];
        let header = Some("6.6.6.6, 198.51.100.7, 10.2.0.1");
        assert_eq!(client_ip(Some(ip("10.0.0.2")), header, &proxies), ip("198.51.100.7"));
        assert_eq!(client_ip(Some(ip("::ffff:10.0.0.2")), header, &proxies), ip("198.51.100.7"));
        assert_eq!(client_ip(Some(ip("10.0.0.2")), None, &proxies), ip("10.0.0.2"));
        assert_eq!(client_ip(Some(ip("10.0.0.2")), Some("garbage"), &proxies), ip("10.0.0.2"));
    }

    #[test]
    fn networks_have_edges() {
        let net: Net = "192.168.4.0/22".parse().unwrap();
        assert!(net.contains(ip("192.168.7.255")) && !net.contains(ip("192.168.8.0")));
        let all: Net = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains(ip("8.8.8.8")) && !all.contains(ip("::1")));
        assert!("10.0.0.0/33".parse::<Net>().is_err() && "ten".parse::<Net>().is_err());
    }

    #[test]
    fn one_ipv6_subscriber_counts_once() {
        assert_eq!(counting_key(ip("2001:db8:1:2::1")), counting_key(ip("2001:db8:1:2:ffff::9")));
        assert_ne!(counting_key(ip("2001:db8:1:2::1")), counting_key(ip("2001:db8:1:3::1")));
    }
}
