using System.Buffers.Binary;
using Weir.Wire.Ethereum;

namespace Weir.Decoding;

/// <summary>The secrets of one RLPx session, and what is known about which session it is. The text form shows no secret.</summary>
public sealed class SessionSecret
{
    private Aes256? _cipher;

    internal SessionSecret(RlpxSecrets secrets, FlowEnd? initiator, FlowEnd? recipient, string source)
    {
        Secrets = secrets;
        Initiator = initiator;
        Recipient = recipient;
        Source = source;
        Key = new Hash256(secrets.Aes);
        Span<byte> block = stackalloc byte[16];
        Cipher.Keystream(0, block);
        FirstBlock = Fingerprint(block);
    }

    /// <summary>The secrets.</summary>
    public RlpxSecrets Secrets { get; }

    /// <summary>The end that dialed; null when the secret does not say.</summary>
    public FlowEnd? Initiator { get; }

    /// <summary>The end that was dialed; null when the secret does not say.</summary>
    public FlowEnd? Recipient { get; }

    /// <summary>Where it was read: file and line.</summary>
    public string Source { get; }

    /// <summary>The cipher key as a value that can be looked up.</summary>
    internal Hash256 Key { get; }

    /// <summary>AES under the cipher key.</summary>
    internal Aes256 Cipher => _cipher ??= Secrets.CreateCipher();

    /// <summary>Fingerprint of the first keystream block.</summary>
    internal ulong FirstBlock { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Secrets} from {Source}";

    /// <summary>Bytes 3 to 10 of a keystream block or, with <see cref="Known"/> taken away, of an encrypted header: equal for the right key and counter.</summary>
    internal static ulong Fingerprint(ReadOnlySpan<byte> block) => BinaryPrimitives.ReadUInt64LittleEndian(block[3..]);

    /// <summary>Bytes 3 to 10 of each plain header, in the form of <see cref="Fingerprint"/>.</summary>
    internal const ulong Known = 0x8080c2;

    /// <summary>True when both ends are those of <paramref name="conversation"/>, whoever opened it.</summary>
    internal bool IsOf(Conversation conversation) =>
        (Initiator == conversation.Client && Recipient == conversation.Server) || (Initiator == conversation.Server && Recipient == conversation.Client);
}
