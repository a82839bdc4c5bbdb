namespace Weir.Wire.Captures;

/// <summary>Block types of pcapng files (draft-ietf-opsawg-pcapng section 4 and 11.1).</summary>
public enum PcapngBlockType : uint
{
    /// <summary>Interface Description Block (4.2).</summary>
    InterfaceDescription = 1,
    /// <summary>Packet Block, obsolete (appendix A).</summary>
    Packet = 2,
    /// <summary>Simple Packet Block (4.4).</summary>
    SimplePacket = 3,
    /// <summary>Name Resolution Block (4.5).</summary>
    NameResolution = 4,
    /// <summary>Interface Statistics Block (4.6).</summary>
    InterfaceStatistics = 5,
    /// <summary>Enhanced Packet Block (4.3).</summary>
    EnhancedPacket = 6,
    /// <summary>Decryption Secrets Block (4.7).</summary>
    DecryptionSecrets = 10,
    /// <summary>Custom Block that may be copied into another file (4.8).</summary>
    Custom = 0x0000_0bad,
    /// <summary>Custom Block that must not be copied (4.8).</summary>
    CustomDoNotCopy = 0x4000_0bad,
    /// <summary>Section Header Block (4.1); reads the same in both byte orders.</summary>
    SectionHeader = 0x0a0d_0d0a,
}
