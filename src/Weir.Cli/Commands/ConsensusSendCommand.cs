using System.CommandLine;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Weir.Consensus.Validating;
using Weir.Platform;
using Weir.Wire.Ethereum;

namespace Weir.Cli.Commands;

/// <summary><c>weir consensus send --rpc URL --key FILE --to ADDRESS --value N</c>: transfers value on a chain.</summary>
internal static class ConsensusSendCommand
{
    private const ulong TransferGas = 21_000;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var rpc = new Option<string>("--rpc") { Description = "Where a node answers JSON-RPC, such as http://cn1:8551", HelpName = "URL", Required = true };
        var key = new Option<string>("--key") { Description = "The private key of the account that pays", HelpName = "FILE", Required = true };
        var to = new Option<string>("--to") { Description = "The account that gets it", HelpName = "ADDRESS", Required = true };
        var value = new Option<string>("--value") { Description = "How much, in peb (10^18 are a KLAY)", HelpName = "N", Required = true };
        var count = new Option<int>("--count", "-c") { Description = "How many transfers, one after the other", HelpName = "N", DefaultValueFactory = _ => 1 };
        var command = new VerbCommand("send", "Signs transfers of value and gives them to a node, which passes them on. Prints the hash of each.")
        {
            Words = "consensus send",
            Examples = [("weir consensus send --rpc http://cn1:8551 --key nodekey1 --to 0x5e07d6f64b77e868ab3e068f14c6d8a6d5b29a64 --value 1000", "a thousand peb")],
        };
        foreach (Option option in (Option[])[rpc, key, to, value, count]) { command.Add(option); }
        command.SetAction((parsed, cancellation) =>
        {
            if (!EthereumAddress.TryParse(parsed.GetRequiredValue(to), out EthereumAddress receiver)) { throw new WeirException($"{parsed.GetRequiredValue(to)} is no address: 0x and 40 hexadecimal digits, in one case or the mixed case of EIP-55"); }
            if (!BigInteger.TryParse(parsed.GetRequiredValue(value), NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger amount)) { throw new WeirException($"{parsed.GetRequiredValue(value)} is no amount: a whole number of peb"); }
            if (!Uri.TryCreate(parsed.GetRequiredValue(rpc), UriKind.Absolute, out Uri? address) || address.Scheme != "http") { throw new WeirException($"{parsed.GetRequiredValue(rpc)} is no URL such as http://127.0.0.1:8551"); }
            if (parsed.GetValue(count) < 1) { throw new WeirException("--count takes a number of 1 or more"); }
            return RunAsync(context, address, NodeKeyFile.Load(context.PathOf(parsed.GetRequiredValue(key))), receiver, amount, parsed.GetValue(count), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, Uri address, byte[] key, EthereumAddress to, BigInteger amount, int count, CancellationToken cancellation)
    {
        byte[] id = new byte[Secp256k1.PublicKeySize];
        Curves.Best.PublicKey(key, id);
        using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };
        ulong chain = await NumberAsync(client, "klay_chainID", [], cancellation);
        ulong price = await NumberAsync(client, "klay_gasPrice", [], cancellation);
        ulong nonce = await NumberAsync(client, "klay_getTransactionCount", [EthereumAddress.FromPublicKey(id).ToString(), "pending"], cancellation);
        for (int i = 0; i < count; i++)
        {
            Transaction transfer = Transaction.CreateTransfer(Curves.Best, key, chain, nonce++, price, TransferGas, to, amount);
            context.Out.WriteLine(await AskAsync(client, "klay_sendRawTransaction", ["0x" + Convert.ToHexStringLower(transfer.Encoded.Span)], cancellation));
        }

        return (int)ExitCode.Success;
    }

    private static async Task<ulong> NumberAsync(HttpClient client, string method, string[] parameters, CancellationToken cancellation)
    {
        string text = await AskAsync(client, method, parameters, cancellation);
        return text.StartsWith("0x", StringComparison.Ordinal) && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong number)
            ? number : throw new WeirException($"{client.BaseAddress}: {method} answered '{text}', not a number such as 0x1f", (int)ExitCode.ProgramFailed);
    }

    private static async Task<string> AskAsync(HttpClient client, string method, string[] parameters, CancellationToken cancellation)
    {
        try
        {
            using var content = new StringContent(JsonSerializer.Serialize(new { jsonrpc = "2.0", id = 1, method, @params = parameters }), Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await client.PostAsync(client.BaseAddress, content, cancellation);
            using JsonDocument json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));
            if (json.RootElement.TryGetProperty("error", out JsonElement error)) { throw new WeirException($"{client.BaseAddress}: {error.GetProperty("message").GetString()}", (int)ExitCode.Failed); }
            return json.RootElement.GetProperty("result").GetString() ?? "";
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException or TaskCanceledException { InnerException: TimeoutException })
        {
            throw new WeirException($"{client.BaseAddress} does not answer as a node does: {fault.Message}", (int)ExitCode.ProgramFailed, fault);
        }
    }
}
