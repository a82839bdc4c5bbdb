using System.Globalization;
using System.Numerics;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Chain;

/// <summary>The registry of parameters: one line a parameter.</summary>
internal static class GovernanceKeys
{
    /// <summary>Largest amount in bits. With it every block for 2^64 blocks, no balance reaches the 256 bits that an account has room for.</summary>
    private const int MaxAmountBits = 190;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<GovernanceKey> All { get; } =
    [
        Text("governance.governancemode", p => p.GovernanceMode, (p, v) => v is "none" or "single" or "ballot" ? p with { GovernanceMode = v } : null),
        Address("governance.governingnode", p => p.GoverningNode, (p, v) => p with { GoverningNode = v }),
        Number("governance.unitprice", p => p.UnitPrice, (p, v) => p with { UnitPrice = v }),
        Number("governance.deriveshaimpl", p => (ulong)p.ListRootRule, (p, v) => v <= 2 ? p with { ListRootRule = (ListRootRule)v } : null) with { InGenesis = (_, forks) => forks.IsKore(0) },
        Address("governance.govparamcontract", p => p.ParameterContract, (p, v) => p with { ParameterContract = v }) with { InGenesis = (p, forks) => forks.IsKore(0) && !p.ParameterContract.IsZero },
        Number("istanbul.committeesize", p => p.CommitteeSize, (p, v) => v > 0 ? p with { CommitteeSize = v } : null),
        Number("istanbul.epoch", p => p.Epoch, (p, v) => v > 0 ? p with { Epoch = v } : null),
        Number("istanbul.policy", p => (ulong)p.Policy, (p, v) => v <= 2 ? p with { Policy = (ProposerPolicy)v } : null) with { Votable = false },
        Number("istanbul.timeout", p => p.RoundTimeout, (p, v) => v > 0 ? p with { RoundTimeout = v } : null) with { InGenesis = (_, _) => false },
        Number("kip71.basefeedenominator", p => Fee(p).Denominator, (p, v) => v > 0 ? p with { BaseFee = Fee(p) with { Denominator = v } } : null) with { InGenesis = HasFee },
        Number("kip71.gastarget", p => Fee(p).GasTarget, (p, v) => v > 0 ? p with { BaseFee = Fee(p) with { GasTarget = v } } : null) with { InGenesis = HasFee },
        Number("kip71.lowerboundbasefee", p => Fee(p).Lower, (p, v) => v <= Fee(p).Upper ? p with { BaseFee = Fee(p) with { Lower = v } } : null) with { InGenesis = HasFee },
        Number("kip71.maxblockgasusedforbasefee", p => Fee(p).MaxGasUsed, (p, v) => p with { BaseFee = Fee(p) with { MaxGasUsed = v } }) with { InGenesis = HasFee },
        Number("kip71.upperboundbasefee", p => Fee(p).Upper, (p, v) => v >= Fee(p).Lower ? p with { BaseFee = Fee(p) with { Upper = v } } : null) with { InGenesis = HasFee },
        Flag("reward.deferredtxfee", p => p.DeferredTxFee, (p, v) => p with { DeferredTxFee = v }),
        Text("reward.kip82ratio", p => p.ProposerStakersRatio ?? "", (p, v) => IsRatio(v, 2) ? p with { ProposerStakersRatio = v } : null) with { InGenesis = (p, forks) => forks.IsKore(0) && p.ProposerStakersRatio is not null },
        Amount("reward.minimumstake", p => p.MinimumStake, (p, v) => p with { MinimumStake = v }),
        Amount("reward.mintingamount", p => p.MintingAmount, (p, v) => p with { MintingAmount = v }),
        Number("reward.proposerupdateinterval", p => p.ProposerUpdateInterval, (p, v) => p with { ProposerUpdateInterval = v }) with { Votable = false },
        Text("reward.ratio", p => p.Ratio, (p, v) => IsRatio(v, 3) ? p with { Ratio = v } : null),
        Number("reward.stakingupdateinterval", p => p.StakingUpdateInterval, (p, v) => p with { StakingUpdateInterval = v }) with { Votable = false },
        Flag("reward.useginicoeff", p => p.UseGiniCoeff, (p, v) => p with { UseGiniCoeff = v }),
    ];

    /// <summary>The parameter of a name; null when there is none.</summary>
    public static GovernanceKey? Find(string name) => All.FirstOrDefault(key => key.Name == name);

    private static BaseFeeBounds Fee(ChainParameters parameters) => parameters.BaseFee ?? new BaseFeeBounds();

    private static bool HasFee(ChainParameters parameters, ForkSchedule forks) => forks.IsMagma(0) && parameters.BaseFee is not null;

    /// <summary>True for so many whole numbers with slashes between them that make a hundred.</summary>
    internal static bool IsRatio(string text, int parts)
    {
        string[] split = text.Split('/');
        int sum = 0;
        foreach (string part in split)
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int value) || value > 100) { return false; }
            sum += value;
        }

        return split.Length == parts && sum == 100;
    }

    private static GovernanceKey Number(string name, Func<ChainParameters, ulong> read, Func<ChainParameters, ulong, ChainParameters?> with) => new(
        name, GovernanceForm.Number, p => GovernanceText.Number(read(p)),
        (p, text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? with(p, value) : null);

    private static GovernanceKey Text(string name, Func<ChainParameters, string> read, Func<ChainParameters, string, ChainParameters?> with) =>
        new(name, GovernanceForm.Text, p => GovernanceText.Text(read(p)), with);

    private static GovernanceKey Flag(string name, Func<ChainParameters, bool> read, Func<ChainParameters, bool, ChainParameters?> with) => new(
        name, GovernanceForm.Flag, p => read(p) ? "true" : "false", (p, text) => text is "true" or "false" ? with(p, text == "true") : null);

    private static GovernanceKey Amount(string name, Func<ChainParameters, BigInteger> read, Func<ChainParameters, BigInteger, ChainParameters?> with) => new(
        name, GovernanceForm.Text, p => GovernanceText.Text(read(p).ToString(CultureInfo.InvariantCulture)),
        (p, text) => text.Length <= 78 && BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger value) && value.GetBitLength() <= MaxAmountBits ? with(p, value) : null);

    private static GovernanceKey Address(string name, Func<ChainParameters, EthereumAddress> read, Func<ChainParameters, EthereumAddress, ChainParameters?> with) => new(
        name, GovernanceForm.Address, p => GovernanceText.Text(read(p).ToString().ToLowerInvariant()),
        (p, text) => EthereumAddress.TryParse(text, out EthereumAddress value) ? with(p, value) : null);
}
