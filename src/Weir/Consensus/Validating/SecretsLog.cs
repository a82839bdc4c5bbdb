using System.Net;
using System.Text;
using System.Text.Json;
using Weir.Consensus.Peers;
using Weir.Platform;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating;

/// <summary>
/// Writes down the secrets of a node's sessions in both forms of <c>docs/formats/secrets.md</c>: a JSON line for each handshake in <c>NAME.jsonl</c>, and for those that the node dialed a file <c>bare/NAME_PEER_KEY.txt</c> with the key alone.
/// Only the owner can read the files. May be used by several threads at once.
/// </summary>
internal sealed class SecretsLog
{
    private readonly string _folder;
    private readonly string _name;
    private readonly byte[] _id;
    private readonly Func<EthereumAddress, string> _nameOf;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();

    /// <summary>Makes the folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="identity">The node.</param>
    /// <param name="nameOf">What a node is called in the files' names.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="WeirException">The folder cannot be made.</exception>
    public SecretsLog(string folder, PeerIdentity identity, Func<EthereumAddress, string> nameOf, TimeProvider clock)
    {
        _folder = folder;
        _name = nameOf(identity.Address);
        _id = identity.Id.ToArray();
        _nameOf = nameOf;
        _clock = clock;
        try { Directory.CreateDirectory(Path.Combine(folder, "bare")); }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new WeirException($"{folder}: {fault.Message}", 2, fault);
        }
    }

    /// <summary>Writes the secrets of a connection whose handshake is done. What is told is in the file when this returns.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Add(RlpxChannel channel)
    {
        var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteNumber("time", (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100);
            json.WriteString("local", TextOf(channel.Local));
            json.WriteString("remote", TextOf(channel.Remote));
            json.WriteBoolean("initiator", channel.IsInitiator);
            json.WriteString("local_id", Convert.ToHexStringLower(_id));
            json.WriteString("remote_id", Convert.ToHexStringLower(channel.RemoteId));
            json.WriteString("aes", Convert.ToHexStringLower(channel.Secrets.Aes));
            json.WriteString("mac", Convert.ToHexStringLower(channel.Secrets.Mac));
            json.WriteString("init_nonce", Convert.ToHexStringLower(channel.Secrets.InitiatorNonce));
            json.WriteString("resp_nonce", Convert.ToHexStringLower(channel.Secrets.RecipientNonce));
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        lock (_lock) { Append(Path.Combine(_folder, _name + ".jsonl"), line.ToArray()); }
        if (!channel.IsInitiator) { return; }
        string key = Convert.ToHexStringLower(channel.Secrets.Aes);
        Append(Path.Combine(_folder, "bare", $"{_name}_{_nameOf(EthereumAddress.FromPublicKey(channel.RemoteId))}_{key}.txt"), Encoding.ASCII.GetBytes(key));
    }

    // Several nodes may have one name, and write to one file.
    private static void Append(string path, byte[] bytes)
    {
        using AppendedFile file = AppendedFile.Open(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        file.Write(bytes);
    }

    private static string TextOf(IPEndPoint end) => new IPEndPoint(end.Address.IsIPv4MappedToIPv6 ? end.Address.MapToIPv4() : end.Address, end.Port).ToString();
}
