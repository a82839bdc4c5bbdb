namespace Weir.Capture;

/// <summary>Secrets that a pcapng file brings along (Decryption Secrets Block).</summary>
/// <param name="Type">What they are, for instance <see cref="Wire.Captures.DecryptionSecretsBlock.TlsKeyLog"/>.</param>
/// <param name="Data">The bytes, in the form that the type says.</param>
public sealed record CaptureSecret(uint Type, ReadOnlyMemory<byte> Data);
