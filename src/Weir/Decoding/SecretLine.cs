using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Weir.Wire.Ethereum;
using Weir.Wire.Frames;

namespace Weir.Decoding;

/// <summary>The fields of one JSON line of a secrets file.</summary>
internal struct SecretLine
{
    public byte[]? Aes;
    private byte[]? _mac;
    private byte[]? _initiatorNonce;
    private byte[]? _recipientNonce;
    private FlowEnd? _local;
    private FlowEnd? _remote;
    private bool? _isInitiator;

    /// <summary>The fields that are used; others may stand in the line.</summary>
    public enum Field { Other, Aes, Mac, InitiatorNonce, RecipientNonce, Local, Remote, Initiator }

    public readonly FlowEnd? InitiatorEnd => _isInitiator switch { true => _local, false => _remote, null => null };

    public readonly FlowEnd? RecipientEnd => _isInitiator switch { true => _remote, false => _local, null => null };

    public readonly RlpxSecrets ToSecrets() => new(Aes, _mac, _initiatorNonce, _recipientNonce);

    public static Field FieldOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("aes"u8) ? Field.Aes
        : reader.ValueTextEquals("mac"u8) ? Field.Mac
        : reader.ValueTextEquals("init_nonce"u8) ? Field.InitiatorNonce
        : reader.ValueTextEquals("resp_nonce"u8) ? Field.RecipientNonce
        : reader.ValueTextEquals("local"u8) ? Field.Local
        : reader.ValueTextEquals("remote"u8) ? Field.Remote
        : reader.ValueTextEquals("initiator"u8) ? Field.Initiator
        : Field.Other;

    public bool TrySet(Field field, ref Utf8JsonReader reader, out string problem)
    {
        problem = "";
        switch (field)
        {
            case Field.Aes: return TryHex(ref reader, "aes", out Aes, out problem);
            case Field.Mac: return TryHex(ref reader, "mac", out _mac, out problem);
            case Field.InitiatorNonce: return TryHex(ref reader, "init_nonce", out _initiatorNonce, out problem);
            case Field.RecipientNonce: return TryHex(ref reader, "resp_nonce", out _recipientNonce, out problem);
            case Field.Local: return TryEnd(ref reader, "local", out _local, out problem);
            case Field.Remote: return TryEnd(ref reader, "remote", out _remote, out problem);
            case Field.Initiator:
                if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
                {
                    problem = "initiator must be true or false";
                    return false;
                }

                _isInitiator = reader.TokenType == JsonTokenType.True;
                return true;
            default:
                reader.Skip();
                return true;
        }
    }

    private static bool TryHex(ref Utf8JsonReader reader, string name, out byte[]? value, out string problem)
    {
        problem = "";
        value = new byte[RlpxSecrets.Size];
        if (reader.TokenType == JsonTokenType.String && !reader.HasValueSequence && reader.ValueSpan.Length == 2 * value.Length
            && Convert.FromHexString(reader.ValueSpan, value, out _, out _) == OperationStatus.Done) { return true; }
        value = null;
        problem = $"{name} must be 64 hexadecimal digits";
        return false;
    }

    private static bool TryEnd(ref Utf8JsonReader reader, string name, out FlowEnd? end, out string problem)
    {
        end = null;
        problem = "";
        string text = reader.TokenType == JsonTokenType.String ? reader.GetString() ?? "" : "";
        int colon = text.LastIndexOf(':');
        if (colon > 0 && IpAddress.TryParse(text.AsSpan(0, colon).Trim("[]"), out IpAddress address)
            && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            end = new FlowEnd(address, port);
            return true;
        }

        problem = $"{name} must be ADDRESS:PORT, such as 10.0.0.1:32323 or [fd00::1]:32323";
        return false;
    }
}
