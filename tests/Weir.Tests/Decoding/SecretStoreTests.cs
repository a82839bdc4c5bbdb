using System.Text;
using Weir.Decoding;
using Weir.Wire.Frames;

namespace Weir.Tests.Decoding;

/// <summary>Session secrets in each form in which nodes and people leave them.</summary>
public sealed class SecretStoreTests : IDisposable
{
    private const string Key = "00a7b1c2d3e4f50617283940a1b2c3d4e5f60718293a4b5c6d7e8f9001122334";
    private const string Other = "11a7b1c2d3e4f50617283940a1b2c3d4e5f60718293a4b5c6d7e8f9001122334";

    private readonly string _folder = Directory.CreateTempSubdirectory("weir-secrets").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("cn1_cn2.txt", Key)]
    [InlineData("cn1_cn2.txt", Key + "\n")]
    [InlineData("cn1_cn2.txt", "  " + Key + "\r\n")]
    [InlineData("key", Key)]
    [InlineData("cn1_cn2_" + Key + ".txt", Key)]
    [InlineData("cn1_cn2_" + Key + ".txt", "")]         // shipped before it was written
    [InlineData("cn1_cn2_" + Key + ".txt", "00a7b1c2")] // half written
    [InlineData(Key, "")]
    [InlineData("a.jsonl", "{\"aes\": \"" + Key + "\"}")]
    [InlineData("a.json", "\n\n{\"aes\": \"" + Key + "\", \"else\": {\"a\": [1, 2]}}\r\n")]
    public void A_key_is_read_from_content_name_or_line(string name, string content)
    {
        Write(name, content);
        SecretStore store = SecretStore.Load(_folder);
        store.Problems.ShouldBeEmpty();
        SessionSecret secret = store.Secrets.ShouldHaveSingleItem();
        Convert.ToHexStringLower(secret.Secrets.Aes).ShouldBe(Key);
        secret.Secrets.CanVerify.ShouldBeFalse();
        secret.Source.ShouldStartWith(Path.Combine(_folder, name[..3]));
        secret.ToString().ShouldNotContain(Key[..16]);
    }

    [Fact]
    public void Upper_case_digits_are_the_same_key()
    {
        Write("a.txt", Key.ToUpperInvariant());
        Write("b.txt", Key);
        Convert.ToHexStringLower(SecretStore.Load(_folder).Secrets.ShouldHaveSingleItem().Secrets.Aes).ShouldBe(Key);
    }

    [Fact]
    public void The_content_counts_before_the_name()
    {
        Write("a_" + Other + ".txt", Key);
        Convert.ToHexStringLower(SecretStore.Load(_folder).Secrets.ShouldHaveSingleItem().Secrets.Aes).ShouldBe(Key);
    }

    [Fact]
    public void Subfolders_are_read_and_one_file_may_stand_for_a_folder()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "cn1", "old"));
        Write(Path.Combine("cn1", "old", "a.txt"), Key);
        Write("b.txt", Other);
        SecretStore.Load(_folder).Secrets.Count.ShouldBe(2);
        SecretStore.Load(Path.Combine(_folder, "b.txt")).Secrets.Count.ShouldBe(1);
    }

    [Fact]
    public void A_missing_folder_is_named_with_what_would_be_right()
    {
        WeirException exception = Should.Throw<WeirException>(() => SecretStore.Load(Path.Combine(_folder, "none")));
        exception.Message.ShouldStartWith(Path.Combine(_folder, "none") + ": no such folder");
        exception.ExitCode.ShouldBe(2);
    }

    [Fact]
    public void Both_ends_of_a_session_are_one_secret_with_initiator_and_recipient()
    {
        Write("cn1.jsonl", Line("10.0.0.1:40000", "10.0.0.2:32323", true));
        Write("cn2.jsonl", Line("10.0.0.2:32323", "10.0.0.1:40000", false));
        Write("cn1_cn2_" + Key + ".txt", Key);
        SessionSecret secret = SecretStore.Load(_folder).Secrets.ShouldHaveSingleItem();
        secret.Initiator.ToString().ShouldBe("10.0.0.1:40000");
        secret.Recipient.ToString().ShouldBe("10.0.0.2:32323");
        secret.Secrets.CanVerify.ShouldBeTrue();
    }

    [Fact]
    public void Reports_that_each_say_a_part_are_joined_whatever_their_order()
    {
        string mac = $$"""{"aes": "{{Key}}", "mac": "{{Other}}"}""";
        string nonces = $$"""{"aes": "{{Key}}", "init_nonce": "{{Other}}", "resp_nonce": "{{Other}}"}""";
        string ends = $$"""{"aes": "{{Key}}", "local": "10.0.0.2:32323", "remote": "10.0.0.1:40000", "initiator": false}""";
        string[][] orders = [[mac, nonces, ends], [ends, nonces, mac], [nonces, mac, ends], [mac, ends, nonces]];
        foreach (string[] order in orders)
        {
            SecretStore store = new();
            foreach (string line in order) { store.Add(Encoding.UTF8.GetBytes(line), "part"); }
            SessionSecret secret = store.Secrets.ShouldHaveSingleItem();
            secret.Secrets.CanVerify.ShouldBeTrue();
            secret.Initiator.ToString().ShouldBe("10.0.0.1:40000");
            secret.Recipient.ToString().ShouldBe("10.0.0.2:32323");
            store.Version.ShouldBe(3);
        }
    }

    [Fact]
    public void Ends_may_be_of_IPv6()
    {
        Write("a.jsonl", Line("[fd00::1]:40000", "[fd00::2]:32323", true));
        SessionSecret secret = SecretStore.Load(_folder).Secrets.ShouldHaveSingleItem();
        secret.Initiator.ToString().ShouldBe("[fd00::1]:40000");
        secret.Recipient.ToString().ShouldBe("[fd00::2]:32323");
    }

    [Theory]
    [InlineData("nonsense", "no valid JSON")]
    [InlineData("[1]", "expected one JSON object a line")]
    [InlineData("{\"mac\": \"" + Key + "\"}", "the field aes (64 hexadecimal digits) is missing")]
    [InlineData("{\"aes\": \"00\"}", "aes must be 64 hexadecimal digits")]
    [InlineData("{\"aes\": 7}", "aes must be 64 hexadecimal digits")]
    [InlineData("{\"aes\": \"" + Key + "\", \"mac\": \"zz\"}", "mac must be 64 hexadecimal digits")]
    [InlineData("{\"aes\": \"" + Key + "\", \"local\": \"here\"}", "local must be ADDRESS:PORT")]
    [InlineData("{\"aes\": \"" + Key + "\", \"remote\": \"10.0.0.1:70000\"}", "remote must be ADDRESS:PORT")]
    [InlineData("{\"aes\": \"" + Key + "\", \"initiator\": \"yes\"}", "initiator must be true or false")]
    [InlineData("{\"aes\": \"" + Key + "\", \"local\": \"\\ud800\"}", "no valid text")]
    [InlineData("{\"aes\": \"" + Key, "no valid JSON")]
    public void A_bad_line_is_told_with_file_and_line_and_the_others_are_read(string bad, string problem)
    {
        Write("a.jsonl", $"{{\"aes\": \"{Other}\"}}\n\n{bad}\n");
        SecretStore store = SecretStore.Load(_folder);
        store.Secrets.Count.ShouldBe(1);
        store.Problems.ShouldHaveSingleItem().ToString().ShouldStartWith($"{Path.Combine(_folder, "a.jsonl")}:3: {problem}");
    }

    [Fact]
    public void A_file_that_is_no_key_is_told()
    {
        Write("readme.txt", "about these keys");
        SecretStore.Load(_folder).Problems.ShouldHaveSingleItem().ToString().ShouldStartWith(Path.Combine(_folder, "readme.txt") + ": neither the content nor");
    }

    [Fact]
    public void A_file_that_was_half_written_is_read_again_and_no_problem_stays()
    {
        Write("a.jsonl", $"{{\"aes\": \"{Key}\"}}\n{{\"aes\": \"11a7");
        SecretStore store = SecretStore.Load(_folder);
        store.Problems.Count.ShouldBe(1);
        int version = store.Version;
        Write("a.jsonl", $"{{\"aes\": \"{Key}\"}}\n{{\"aes\": \"{Other}\"}}\n");
        store.Read(_folder);
        store.Problems.ShouldBeEmpty();
        store.Secrets.Count.ShouldBe(2);
        store.Version.ShouldBeGreaterThan(version);
    }

    [Fact]
    public void A_conversation_is_offered_the_secrets_that_name_it_else_those_that_name_none()
    {
        SecretStore store = new();
        store.Add(new RlpxScene(1).Secrets, new FlowEnd(IpAddress.FromIPv4(0x0a000001), 40000), new FlowEnd(IpAddress.FromIPv4(0x0a000002), 32323), "named");
        store.Add(new RlpxScene(2).Secrets, null, null, "bare");
        store.CandidatesFor(new StreamFeeder(new DecodingOptions()).Conversation).ShouldHaveSingleItem().Source.ShouldBe("named");
        store.CandidatesFor(new StreamFeeder(new DecodingOptions(), serverPort: 1).Conversation).ShouldHaveSingleItem().Source.ShouldBe("bare");
    }

    [Fact]
    public void Random_bytes_are_told_and_never_thrown()
    {
        Random random = new(5);
        byte[] good = Encoding.UTF8.GetBytes(Line("10.0.0.1:40000", "10.0.0.2:32323", true));
        SecretStore store = new();
        for (int round = 0; round < 3000; round++)
        {
            byte[] bytes = [.. good];
            for (int i = random.Next(1, 6); i > 0; i--) { bytes[random.Next(bytes.Length)] = (byte)random.Next(256); }
            store.Add(bytes.AsSpan(0, random.Next(bytes.Length + 1)), "fuzz");
        }

        store.Problems.Count.ShouldBe(1000, "problems are kept up to a limit");
    }

    private static string Line(string local, string remote, bool initiator) =>
        $$"""{"time": 1, "local": "{{local}}", "remote": "{{remote}}", "initiator": {{(initiator ? "true" : "false")}}, "aes": "{{Key}}", "mac": "{{Other}}", "init_nonce": "{{Key}}", "resp_nonce": "{{Other}}"}""" + "\n";

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder, name), content);
}
