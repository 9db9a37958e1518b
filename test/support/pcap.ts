/** The payload of the one UDP packet of a classic little-endian pcap file: cut by the IP total length. */
export function udpPayload(pcap: Buffer): Buffer {
  const ethernet = pcap.subarray(24 + 16);
  const tagged = ethernet.readUInt16BE(12) === 0x8100;
  const ip = ethernet.subarray(tagged ? 18 : 14);
  const ipHeader = (ip[0]! & 0x0f) * 4;
  return ip.subarray(ipHeader + 8, ip.readUInt16BE(2));
}
