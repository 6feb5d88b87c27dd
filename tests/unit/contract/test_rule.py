from tune_contract.rule import Reason, Rule, validations


def test_a_rule_says_only_what_differs_from_the_usual() -> None:
    assert Rule("say so", "self > 0").document() == {"rule": "self > 0", "message": "say so"}


def test_a_rule_with_all_its_parts() -> None:
    rule = Rule("say so", "self > 0", "'say ' + self", ".size", Reason.FORBIDDEN)
    assert validations(rule) == {
        "x-kubernetes-validations": [
            {
                "rule": "self > 0",
                "message": "say so",
                "messageExpression": "'say ' + self",
                "fieldPath": ".size",
                "reason": "FieldValueForbidden",
            }
        ]
    }
