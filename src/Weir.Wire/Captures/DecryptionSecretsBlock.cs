using System.Diagnostics.CodeAnalysis;

namespace Weir.Wire.Captures;

/// <summary>Decryption Secrets Block (draft-ietf-opsawg-pcapng 4.7): keys for what follows it.</summary>
public readonly ref struct DecryptionSecretsBlock
{
    /// <summary>Bytes of the body before the secrets.</summary>
    public const int FixedLength = 8;
    /// <summary>Secrets type "TLSK": an NSS key log.</summary>
    public const uint TlsKeyLog = 0x544c_534b;
    /// <summary>Secrets type "SSHK": an SSH key log.</summary>
    public const uint SshKeyLog = 0x5353_484b;
    /// <summary>Secrets type "WGKL": a WireGuard key log.</summary>
    public const uint WireGuardKeyLog = 0x5747_4b4c;

    private DecryptionSecretsBlock(uint type, ReadOnlySpan<byte> secrets, ReadOnlySpan<byte> options)
    {
        Type = type;
        Secrets = secrets;
        Options = options;
    }

    /// <summary>What the secrets are, for instance <see cref="TlsKeyLog"/>.</summary>
    public uint Type { get; }

    /// <summary>The secrets, in the form that their type says.</summary>
    public ReadOnlySpan<byte> Secrets { get; }

    /// <summary>The options.</summary>
    public ReadOnlySpan<byte> Options { get; }

    /// <summary>Reads the body of a Decryption Secrets Block; false with what is wrong when the secrets do not fit into it.</summary>
    public static bool TryRead(scoped in PcapngBlock block, out DecryptionSecretsBlock secrets, [NotNullWhen(false)] out string? error)
    {
        secrets = default;
        error = BlockFields.CheckLength(block, FixedLength);
        if (error is not null) { return false; }
        uint length = ByteOrder.ReadUInt32(block.Body[4..], block.BigEndian);
        int available = block.Body.Length - FixedLength;
        if (length > (uint)available)
        {
            error = $"a Decryption Secrets Block says it has {length} bytes of secrets; {available} are left in the block";
            return false;
        }

        secrets = new DecryptionSecretsBlock(
            ByteOrder.ReadUInt32(block.Body, block.BigEndian),
            block.Body.Slice(FixedLength, (int)length),
            BlockFields.After(block.Body, FixedLength + BlockFields.Padded((int)length)));
        return true;
    }

    /// <summary>Begins the block and writes type and secrets; options may follow.</summary>
    public static void Write(PcapngBlockWriter writer, uint type, ReadOnlySpan<byte> secrets)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Begin(PcapngBlockType.DecryptionSecrets);
        writer.UInt32(type);
        writer.UInt32((uint)secrets.Length);
        writer.PaddedBytes(secrets);
    }
}
