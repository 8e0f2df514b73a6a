import ipaddr from 'ipaddr.js';

/**
 * May a picture be fetched from this IP address? Only from addresses of the public internet:
 * not from this machine, its network, or addresses that embed an IPv4 address to get there.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4-mapped IPv6 address is judged as the IPv4 address it reaches.
  return ipaddr.process(address).range() === 'unicast';
}
