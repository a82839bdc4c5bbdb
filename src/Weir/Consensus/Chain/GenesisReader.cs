using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Chain;

/// <summary>Makes a <see cref="Genesis"/> of what a genesis file says (klaytn-state 2).</summary>
internal static class GenesisReader
{
    private const int MaxAmountSize = 32;

    /// <summary>Largest balance in bits: far below the 256 that an account has room for, so that no sum of balances reaches them.</summary>
    private const int MaxBalanceBits = 240;

    /// <summary>Reads all of it.</summary>
    public static Genesis Read(LocatedJson file)
    {
        LocatedJson config = file["config"] ?? throw file.Mistake("\"config\" is missing: the rules of the chain");
        ForkSchedule forks = ReadForks(config);
        ChainParameters parameters = ReadParameters(config, forks);
        WorldState state = WorldState.Empty;
        foreach ((string name, LocatedJson entry) in (file["alloc"] ?? throw file.Mistake("\"alloc\" is missing: what each account owns at the beginning")).Members)
        {
            if (!EthereumAddress.TryParse(name, out EthereumAddress address)) { throw entry.Mistake($"\"{name}\" is no address: 40 hexadecimal digits, in one case or the mixed case of EIP-55"); }
            state = state.With(address, ReadAccount(entry));
        }

        return new Genesis
        {
            ChainId = Required(config, "chainId", "the number of the chain"), Forks = forks, Parameters = parameters, State = state,
            Block = new Block(ReadHeader(file, forks, parameters, state), default),
        };
    }

    private static BlockHeader ReadHeader(LocatedJson file, ForkSchedule forks, ChainParameters parameters, WorldState state)
    {
        LocatedJson extraText = file["extraData"] ?? throw file.Mistake("\"extraData\" is missing: 32 bytes and the list of the validators");
        byte[] extraData = Bytes(extraText);
        if (!BlockExtra.TryRead(extraData, out BlockExtra? extra)) { throw extraText.Mistake("this is no extra data of an IBFT block: 32 bytes, then RLP [[validators], seal, []]"); }
        if (extra!.Validators.Count == 0) { throw extraText.Mistake("there are no validators in the list"); }
        Hash256 emptyList = ListRoot.Compute(parameters.ListRootRule, []);
        Hash256 parent = default;
        if (file["parentHash"] is { } parentText && !Hash256.TryParse(parentText.Text, out parent)) { throw parentText.Mistake("a hash of 64 hexadecimal digits belongs here"); }
        return new BlockHeader
        {
            ParentHash = parent, Root = state.Root, TxHash = emptyList, ReceiptHash = emptyList, Bloom = new byte[BlockHeader.BloomSize], BlockScore = Amount(file["blockScore"]) ?? 1,
            Number = Number(file["number"]) ?? 0, GasUsed = Number(file["gasUsed"]) ?? 0, Time = Number(file["timestamp"]) ?? 0, ExtraData = extraData,
            Governance = GovernanceText.OfGenesis(parameters, forks), BaseFee = forks.IsMagma(0) ? (parameters.BaseFee ?? new BaseFeeBounds()).Lower : null,
        }.With(extra);
    }

    private static ForkSchedule ReadForks(LocatedJson config)
    {
        // These rules need a virtual machine or signatures of another curve; a chain that turns them on would be computed wrongly from there on.
        foreach (string unsupported in (string[])["randaoCompatibleBlock", "kip103CompatibleBlock", "kip160CompatibleBlock"])
        {
            if (config[unsupported] is { } fork) { throw fork.Mistake("this fork is not supported; leave it out"); }
        }

        return new ForkSchedule
        {
            Istanbul = Number(config["istanbulCompatibleBlock"]), Magma = Number(config["magmaCompatibleBlock"]), Kore = Number(config["koreCompatibleBlock"]),
        };
    }

    private static ChainParameters ReadParameters(LocatedJson config, ForkSchedule forks)
    {
        ChainParameters parameters = new();
        void Take(LocatedJson? from, string name, string key)
        {
            if (from?[name] is not { } value) { return; }
            parameters = GovernanceKeys.Find(key)!.With(parameters, Literal(value, GovernanceKeys.Find(key)!)) ?? throw value.Mistake($"{value.Text} is not possible here");
        }

        Take(config, "unitPrice", "governance.unitprice");
        Take(config, "deriveShaImpl", "governance.deriveshaimpl");
        LocatedJson? istanbul = config["istanbul"];
        Take(istanbul, "epoch", "istanbul.epoch");
        Take(istanbul, "policy", "istanbul.policy");
        Take(istanbul, "sub", "istanbul.committeesize");
        LocatedJson? governance = config["governance"];
        Take(governance, "governingNode", "governance.governingnode");
        Take(governance, "governanceMode", "governance.governancemode");
        Take(governance, "govParamContract", "governance.govparamcontract");
        LocatedJson? reward = governance?["reward"];
        Take(reward, "mintingAmount", "reward.mintingamount");
        Take(reward, "ratio", "reward.ratio");
        Take(reward, "kip82ratio", "reward.kip82ratio");
        Take(reward, "useGiniCoeff", "reward.useginicoeff");
        Take(reward, "deferredTxFee", "reward.deferredtxfee");
        Take(reward, "minimumStake", "reward.minimumstake");
        parameters = parameters with
        {
            // An interval of 0 is one that was left away.
            StakingUpdateInterval = Number(reward?["stakingUpdateInterval"]) is { } staking and > 0 ? staking : parameters.StakingUpdateInterval,
            ProposerUpdateInterval = Number(reward?["proposerUpdateInterval"]) is { } proposer and > 0 ? proposer : parameters.ProposerUpdateInterval,
        };
        if (governance?["kip71"] is { } fee)
        {
            parameters = parameters with { BaseFee = new BaseFeeBounds() };
            Take(fee, "upperboundbasefee", "kip71.upperboundbasefee");
            Take(fee, "lowerboundbasefee", "kip71.lowerboundbasefee");
            Take(fee, "gastarget", "kip71.gastarget");
            Take(fee, "maxblockgasusedforbasefee", "kip71.maxblockgasusedforbasefee");
            Take(fee, "basefeedenominator", "kip71.basefeedenominator");
        }

        if (parameters.Policy == ProposerPolicy.WeightedRandom && forks.Kore is not null)
        {
            throw config["koreCompatibleBlock"]!.Mistake("with the weighted-random policy (istanbul.policy 2) Kore's rewards follow the stakes in contracts, which is not supported");
        }

        return parameters;
    }

    // What a parameter is made of; amounts may be written as numbers or texts, numbers also in hexadecimal.
    private static string Literal(LocatedJson value, GovernanceKey key) => key.Form switch
    {
        GovernanceForm.Number => Number(value)!.Value.ToString(CultureInfo.InvariantCulture),
        GovernanceForm.Flag => value.Kind is JsonTokenType.True or JsonTokenType.False ? value.Text : throw value.Mistake("true or false belongs here"),
        _ => value.Kind is JsonTokenType.String or JsonTokenType.Number ? value.Text : throw value.Mistake("a text or a number belongs here"),
    };

    // 2.1: with code or storage it is a contract.
    private static Account ReadAccount(LocatedJson entry)
    {
        if (entry.Kind != JsonTokenType.StartObject) { throw entry.Mistake("an object with \"balance\" belongs here"); }
        Account account = new() { Nonce = Number(entry["nonce"]) ?? 0, Balance = Amount(entry["balance"]) ?? 0 };
        if (account.Balance.GetBitLength() > MaxBalanceBits) { throw entry["balance"]!.Mistake($"a balance has at most {MaxBalanceBits} bits"); }
        byte[] code = entry["code"] is { } text ? Bytes(text) : [];
        MerkleTrie storage = MerkleTrie.Empty;
        foreach ((string slot, LocatedJson value) in entry["storage"]?.Members ?? new Dictionary<string, LocatedJson>(StringComparer.Ordinal))
        {
            if (!Hash256.TryParse(slot, out Hash256 place) || !Hash256.TryParse(value.Text, out Hash256 content)) { throw value.Mistake("storage is given as hashes of 64 hexadecimal digits"); }
            if (content.IsZero) { continue; }
            RlpWriter writer = new();
            writer.WriteInteger(content.ToArray());
            storage = storage.With(Hash256.Keccak(place.ToArray()).ToArray(), writer.ToArray());
        }

        return code.Length == 0 && storage.IsEmpty ? account : account with { Key = AccountKey.Fail, Code = new ContractPart(storage.Root, Hash256.Keccak(code), 0) };
    }

    private static ulong Required(LocatedJson parent, string name, string what) => Number(parent[name]) ?? throw parent.Mistake($"\"{name}\" is missing: {what}");

    private static ulong? Number(LocatedJson? value)
    {
        if (Amount(value) is not { } amount) { return null; }
        return amount <= ulong.MaxValue ? (ulong)amount : throw value!.Mistake($"{value.Text} has more than 64 bits");
    }

    private static BigInteger? Amount(LocatedJson? value)
    {
        if (value is null) { return null; }
        if (value.Kind is JsonTokenType.Number or JsonTokenType.String)
        {
            string text = value.Text;
            bool hexadecimal = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
            if (text.Length <= 80 && BigInteger.TryParse(
                hexadecimal ? "0" + text[2..] : text, hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger amount)
                && amount.GetByteCount(isUnsigned: true) <= MaxAmountSize)
            {
                return amount;
            }
        }

        throw value.Mistake("a whole number of at most 256 bits belongs here, decimal or hexadecimal with 0x");
    }

    private static byte[] Bytes(LocatedJson value)
    {
        string text = value.Text;
        try
        {
            return Convert.FromHexString(text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text);
        }
        catch (FormatException)
        {
            throw value.Mistake("bytes in hexadecimal digits belong here, two for each");
        }
    }
}
